import { expect, it } from 'vitest';
import { cornerOfKey } from './corner-of-key.ts';

const to = (key: string, weights: readonly number[]) => cornerOfKey(key, weights)?.index;

it('keys lead to the corners', () => {
  expect(['1', '2', '3', '4', '0', 'a'].map((key) => to(key, [0.2, 0.3, 0.5]))).toEqual([0, 1, 2, undefined, undefined, undefined]);
  expect(cornerOfKey('2', [0.2, 0.8])?.weights).toEqual([0, 1]);
  expect(to('3', [0.2, 0.8])).toBeUndefined();
});

it('arrows lead from corner to corner, round at the ends, and from between them to the first and the last', () => {
  expect([to('ArrowRight', [1, 0, 0]), to('ArrowRight', [0, 0, 1]), to('ArrowRight', [0.4, 0.3, 0.3])]).toEqual([1, 0, 0]);
  expect([to('ArrowLeft', [0, 1, 0]), to('ArrowLeft', [1, 0, 0]), to('ArrowLeft', [0.4, 0.3, 0.3])]).toEqual([0, 2, 2]);
});
