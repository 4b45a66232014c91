import { expect, test } from 'vitest';
import { dial, experts, inside } from '../testing/policies.ts';
import { rewardedSoupsFactor } from './rewarded-soups-factor.ts';

test('factor mixing has w_i^2 on the experts and w_i w_j on the cross slots', () => {
  const { rows } = rewardedSoupsFactor.steer({ rewards: ['a', 'b'] }, [0.25, 0.75]);
  expect(rows).toEqual([{ coefficients: { a: 0.0625, 'a*b': 0.1875, 'b*a': 0.1875, b: 0.5625 } }]);
  expect(rewardedSoupsFactor.steer(dial, [0.5, 0.5]).rows).toEqual([{ coefficients: { a: 0.25 } }]);
});

test('factor coefficients sum to (sum w)^2 = 1, as delta coefficients do', () => {
  const { coefficients } = rewardedSoupsFactor.steer(experts, inside).rows[0] ?? { coefficients: {} };
  expect(Object.keys(coefficients)).toHaveLength(9);
  expect(Object.values(coefficients).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
});
