import { expect, test } from 'vitest';
import { preferencePrompt, preferenceWord } from './preference-prompt.ts';
import { context, inside } from './testing/policies.ts';

test.each([
  [0, 'none'],
  [0.124, 'none'],
  [0.125, 'low'],
  [0.374, 'low'],
  [0.375, 'mid'],
  [0.624, 'mid'],
  [0.625, 'high'],
  [1, 'high'],
])('%d is %s', (weight, word) => {
  expect(preferenceWord(weight)).toBe(word);
});

test('stand after the system prompt', () => {
  expect(preferencePrompt([0.75, 0, 0.25], { ...context, system: 'Answer in two or three sentences.' })).toBe(
    'Answer in two or three sentences. Brevity: high. Richness: none. Cheer: low.',
  );
});

test('need the system prompt and a label a weight', () => {
  expect(() => preferencePrompt(inside)).toThrow('expected system and rewards');
  expect(() => preferencePrompt([0.5, 0.5], context)).toThrow(/has 2 weights, expected 3/);
});
