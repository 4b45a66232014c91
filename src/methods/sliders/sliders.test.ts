import { expect, test } from 'vitest';
import { experts, inside } from '../testing/policies.ts';
import { sliders } from './sliders.ts';

test('a weight is the share of its slider’s full length, and a slider alone moves no other', () => {
  expect(sliders.steer(experts, inside).rows).toEqual([{ coefficients: { a: 0.2, b: 0.5, c: 0.3 } }]);
  expect(sliders.steer(experts, [0, 1, 0]).rows).toEqual([{ coefficients: { a: 0, b: 1, c: 0 } }]);
});

test('leaves the simplex where the reader lets it', () => {
  expect(sliders.steer(experts, [-0.5, 1, 0.5], { beyond: true }).rows).toEqual([{ coefficients: { a: -0.5, b: 1, c: 0.5 } }]);
});
