import { expect, test } from 'vitest';
import { dial, experts, inside } from '../testing/policies.ts';
import { rewardedSoups } from './rewarded-soups.ts';

test('Rewarded Soups puts the weights on the experts', () => {
  expect(rewardedSoups.steer(experts, inside).rows).toEqual([{ coefficients: { a: 0.2, b: 0.5, c: 0.3 } }]);
  expect(rewardedSoups.steer(dial, [0.3, 0.7]).rows).toEqual([{ coefficients: { a: 0.3 } }]);
});
