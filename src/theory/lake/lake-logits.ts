import { softmax } from '../../math/softmax.ts';
import { ACTIONS, type Lake } from './frozen-lake.ts';

/** What every learner of the lake trains: one logit a state and action, all 0 at the start, row by row. */
export type LakeLogits = Float64Array;

export function createLogits(lake: Lake): LakeLogits {
  return new Float64Array(lake.cells.length * ACTIONS.length);
}

/** softmax of four logits from `offset` on. */
export function softmaxAt(logits: Float64Array, offset: number): number[] {
  return softmax(logits.subarray(offset, offset + ACTIONS.length));
}

/** probabilities[state][action] of a table of logits. */
export function policyOf(logits: LakeLogits): number[][] {
  return Array.from({ length: logits.length / ACTIONS.length }, (_, state) => softmaxAt(logits, state * ACTIONS.length));
}

/** Logits of a policy without zeros: their softmax is the policy. */
export function logitsOf(policy: readonly (readonly number[])[]): LakeLogits {
  return Float64Array.from(policy.flat(), Math.log);
}
