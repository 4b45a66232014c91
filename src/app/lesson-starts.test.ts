import { expect, it } from 'vitest';
import { lessons } from '../course/lessons/registry.ts';
import type { LessonStrings } from '../strings/lesson-strings.ts';
import { strings } from '../strings/strings.ts';
import { findStart } from '../workshop/starts/starts.ts';

it('what lessons set up in the workshop is there, and their links have words', () => {
  const linked = lessons.filter(({ start }) => start !== undefined);
  expect(linked.map(({ id }) => id)).toEqual(['soups', 'clp', 'goodhart', 'taste', 'train-your-own']);
  for (const { start } of linked) expect(findStart(start)?.id).toBe(start);
  for (const { id, start } of lessons) {
    const { workshop }: LessonStrings = strings.lessons[id];
    if (start === undefined) expect(workshop).toBeUndefined();
    else expect(workshop).toBeTruthy();
  }
});
