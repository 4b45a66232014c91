import { expect, test } from 'vitest';
import { dial, experts, inside } from '../testing/policies.ts';
import { dera } from './dera.ts';

test('extrapolates from the base through the soup', () => {
  expect(dera.steer(experts, [0, 1, 0], { options: { lambda: 2 } })).toEqual({
    rows: [{ coefficients: {} }, { coefficients: { a: 0, b: 1, c: 0 } }],
    mixer: { kind: 'linear', weights: [-1, 2] },
  });
  expect(() => dera.steer(experts, inside, { options: { lambda: Number.NaN } })).toThrow('lambda is NaN');
});

test.each([
  [0, 1, 0],
  [0.5, -0.5, 1.5],
  [1, -2, 3],
])('on a dial the weight %d turns lambda, up to its option', (weight, base, aligned) => {
  expect(dera.steer(dial, [weight, 1 - weight], { options: { lambda: 3 } })).toEqual({
    rows: [{ coefficients: {} }, { coefficients: { a: 1 } }],
    mixer: { kind: 'linear', weights: [base, aligned] },
  });
});
