import { expect, test } from 'vitest';
import { dial, experts, inside } from '../testing/policies.ts';
import { singleReward } from './single-reward.ts';

test('a single-reward expert is the heaviest reward, the first of equals', () => {
  expect(singleReward.steer(experts, inside).rows).toEqual([{ coefficients: { b: 1 } }]);
  expect(singleReward.steer(experts, [0.4, 0.2, 0.4]).rows).toEqual([{ coefficients: { a: 1 } }]);
  expect(singleReward.steer(dial, [0.4, 0.6]).rows).toEqual([{ coefficients: {} }]);
});
