/** English: the frame, the glossary, and one file a lesson. */
import { frame } from './frame.ts';
import { front } from './front.ts';
import { glossary } from './glossary.ts';

export const strings = {
  frame,
  glossary,
  /** By lesson id. */
  lessons: { front },
} as const;
