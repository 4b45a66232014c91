/** The lessons there are, in the order of the course. A lesson is listed when it is finished; its code and its texts are fetched when it is opened. */

import { type LessonId, strings } from '../../strings/strings.ts';
import type { Lesson } from './lesson.ts';

export interface LessonEntry {
  /** Its folder, its strings' key and its address: `#/learn/<id>`. */
  readonly id: LessonId;
  /** Its place in the course, from 1; fixed, so that it is the same number whatever else is listed. A lesson in parts has 14.1, 14.2, .. */
  readonly number: number;
  readonly title: string;
  /** The experiment that the workshop sets up for it (src/workshop/starts). */
  readonly start?: string;
  /** The folder's default export. The state's type is the lesson's own affair. */
  load(): Promise<{ readonly default: Lesson }>;
}

/** Forgets the type of a figure's state: whoever draws a lesson only passes the state around. */
type Loader = () => Promise<{ readonly default: unknown }>;

function entry(number: number, id: LessonId, load: Loader, start?: string): LessonEntry {
  return { id, number, title: strings.titles[id], load: load as LessonEntry['load'], ...(start === undefined ? {} : { start }) };
}

export const lessons: readonly LessonEntry[] = [
  entry(1, 'reward', () => import('./reward/lesson.tsx')),
  entry(2, 'tug-of-war', () => import('./tug-of-war/lesson.tsx')),
  entry(3, 'front', () => import('./front/lesson.tsx')),
  entry(4, 'soups', () => import('./soups/lesson.tsx'), 'soups'),
  entry(5, 'soups-without-kl', () => import('./soups-without-kl/lesson.tsx')),
  entry(6, 'fork', () => import('./fork/lesson.tsx')),
  entry(7, 'clp', () => import('./clp/lesson.tsx'), 'brevity-richness'),
  entry(8, 'steer', () => import('./steer/lesson.tsx')),
  entry(9, 'decoding', () => import('./decoding/lesson.tsx')),
  entry(10, 'goodhart', () => import('./goodhart/lesson.tsx'), 'dial'),
  entry(11, 'taste', () => import('./taste/lesson.tsx'), 'taste'),
  entry(12, 'whose-reward', () => import('./whose-reward/lesson.tsx')),
  entry(13, 'credit', () => import('./credit/lesson.tsx')),
  entry(14.1, 'imitation', () => import('./imitation/lesson.tsx')),
  entry(14.2, 'goal-reward', () => import('./goal-reward/lesson.tsx')),
  entry(14.3, 'agent-preference', () => import('./agent-preference/lesson.tsx')),
  entry(14.4, 'leftovers', () => import('./leftovers/lesson.tsx')),
  entry(15.1, 'crowd', () => import('./crowd/lesson.tsx')),
  entry(15.2, 'ensemble', () => import('./ensemble/lesson.tsx')),
  entry(16, 'train-your-own', () => import('./train-your-own/lesson.tsx'), 'word-lists'),
];

export function findLesson(id: string): LessonEntry | undefined {
  return lessons.find((lesson) => lesson.id === id);
}
