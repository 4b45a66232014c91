import { expect, test } from 'vitest';
import { conditioned, dial, experts, inside } from '../testing/policies.ts';
import { panacea } from './panacea.ts';

test("the shared slot is at 1, the rewards' at their weights", () => {
  expect(panacea.steer(conditioned, inside).rows).toEqual([{ coefficients: { a: 0.2, b: 0.5, c: 0.3, s: 1 } }]);
  expect(panacea.steer(experts, inside).rows).toEqual([{ coefficients: { a: 0.2, b: 0.5, c: 0.3 } }]);
  expect(panacea.steer(dial, [0.3, 0.7]).rows).toEqual([{ coefficients: { a: 0.3 } }]);
});
