/** English: the frame, the glossary, the lessons' titles, and one file a lesson. */
export { frame } from './frame.ts';
export { glossary } from './glossary.ts';
export * as lessons from './lessons.ts';
export { titles } from './titles.ts';
