import { expect, test } from 'vitest';
import { candidatesOf } from './candidates.ts';
import type { Pool } from './pool.ts';

const text = ' It is warm. The sea is near.';
const pool: Pool = {
  format: 'tiller-pool/1',
  base: '0'.repeat(64),
  system: '',
  limit: 16,
  temperature: 0.8,
  seed: 1,
  commit: '',
  stop: 2,
  prompts: ['Describe a beach.', 'And a hill?'],
  answers: [
    { prompt: 1, tokens: [5, 6, 7, 8, 9, 10, 11], text, finished: true, cuts: [{ tokens: 4, text: 12 }] },
    { prompt: 0, tokens: [3, 4], text: 'No end', finished: false, cuts: [] },
  ],
};

test('an answer is a candidate as it is, and ended after each of its sentences', () => {
  expect(candidatesOf(pool, pool.stop)).toEqual([
    { prompt: 'And a hill?', tokens: [5, 6, 7, 8, 9, 10, 11, 2], text: text.trim(), finished: true, original: true },
    { prompt: 'And a hill?', tokens: [5, 6, 7, 8, 2], text: 'It is warm.', finished: true, original: false },
    { prompt: 'Describe a beach.', tokens: [3, 4], text: 'No end', finished: false, original: true },
  ]);
  expect(candidatesOf({ ...pool, answers: [] }, 2)).toEqual([]);
});

test('lists are candidates that end', () => {
  const lists = [{ prompt: 0, tokens: [7, 8], text: '- A.\n- B.' }];
  expect(candidatesOf({ ...pool, answers: [], lists }, pool.stop)).toEqual([
    { prompt: 'Describe a beach.', tokens: [7, 8, 2], text: '- A.\n- B.', finished: true, original: false },
  ]);
});

test('an answer to a prompt that is not there is refused', () => {
  expect(() => candidatesOf({ ...pool, prompts: ['one'] }, 2)).toThrow('pool answer of prompt 1: expected one of 1');
});
