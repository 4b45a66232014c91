import { expect, test } from 'vitest';
import { clipByNorm } from './clip.ts';

const gradients = (...arrays: number[][]) => new Map(arrays.map((array, i) => [String(i), Float32Array.from(array)]));
const squares = (all: ReadonlyMap<string, Float32Array>) =>
  [...all.values()].flatMap((array) => [...array]).reduce((sum, x) => sum + x * x, 0);

test('all arrays are scaled together to the norm, and a smaller one stays', () => {
  const large = gradients([3, 0], [4]);
  expect(clipByNorm(large, 1)).toBe(5);
  expect(Math.sqrt(squares(large))).toBeCloseTo(1, 5);
  expect((large.get('0') as Float32Array)[0]).toBeCloseTo(0.6, 5);
  const small = gradients([0.3], [0.4]);
  expect(clipByNorm(small, 1)).toBeCloseTo(0.5, 6);
  expect(small).toEqual(gradients([0.3], [0.4]));
  expect(clipByNorm(gradients([], [0, 0]), 1)).toBe(0);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('a norm that is %s is told, and nothing is scaled', (broken) => {
  const all = gradients([2, broken]);
  expect(clipByNorm(all, 1)).toBe(broken);
  expect(all).toEqual(gradients([2, broken]));
});
