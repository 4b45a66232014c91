import { expect, test } from 'vitest';
import { conditioned, dial, experts, inside } from '../testing/policies.ts';
import { clp } from './clp.ts';

test("the shared slot is at 1, the rewards' at their weights", () => {
  expect(clp.steer(conditioned, inside).rows).toEqual([{ coefficients: { a: 0.2, b: 0.5, c: 0.3, s: 1 } }]);
  expect(clp.steer(experts, inside).rows).toEqual([{ coefficients: { a: 0.2, b: 0.5, c: 0.3 } }]);
  expect(clp.steer(dial, [0.3, 0.7]).rows).toEqual([{ coefficients: { a: 0.3 } }]);
});
