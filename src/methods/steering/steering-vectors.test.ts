import { expect, test } from 'vitest';
import { experts, inside } from '../testing/policies.ts';
import { steeringVectors } from './steering-vectors.ts';

test('steering vectors are scaled by weight', () => {
  expect(steeringVectors.steer(experts, inside, { options: { scale: 4 } }).rows).toEqual([{ coefficients: { a: 0.8, b: 2, c: 1.2 } }]);
  expect(() => steeringVectors.steer(experts, inside, { options: { scale: Number.NaN } })).toThrow('scale is NaN');
});
