import { expect, it } from 'vitest';
import { lessons } from '../course/lessons/registry.ts';
import { findStart } from '../workshop/starts/starts.ts';

it('what lessons set up in the workshop is there, and their links have words', () => {
  const linked = lessons.filter(({ start }) => start !== undefined);
  expect(linked.map(({ id }) => id)).toEqual(['soups', 'clp', 'goodhart', 'taste', 'train-your-own']);
  for (const { start, strings } of linked) {
    expect(findStart(start)?.id).toBe(start);
    expect(strings.workshop).toBeTruthy();
  }
  for (const { start, strings } of lessons) expect(start === undefined).toBe(strings.workshop === undefined);
});
