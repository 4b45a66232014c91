import { expect, test } from 'vitest';
import { conditioned, inside } from '../testing/policies.ts';
import { softPrompt } from './soft-prompt.ts';

test("the shared vectors are always there, the rewards' by their weights: one row", () => {
  expect(softPrompt.steer(conditioned, inside)).toEqual({
    rows: [{ coefficients: { a: 0.2, b: 0.5, c: 0.3, s: 1 } }],
    mixer: { kind: 'identity' },
  });
  const beyond = softPrompt.steer(conditioned, [1.5, -0.5, 0], { beyond: true });
  expect(beyond.rows).toEqual([{ coefficients: { a: 1.5, b: -0.5, c: 0, s: 1 } }]);
});
