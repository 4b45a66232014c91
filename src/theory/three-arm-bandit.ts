/**
 * Rewarded Soups without a KL term: two experts and an arm that both like.
 * Rewards: arm A gives (1, 0), arm B (0, 1), arm C (c, c). For c above one half the best policy at equal weights is C, alone.
 * An expert's gradient pushes down every arm but its favourite, C included, so the soup of long-trained experts loses C.
 */
import { logSoftmax } from '../math/softmax.ts';
import { mixPolicies } from './kl-bandit.ts';

/** Index of the arm that is worth c to both rewards. */
export const SHARED_ARM = 2;

/** Learning rate of the golden values. */
export const LEARNING_RATE = 0.5;

/** The soup of both experts after `steps` steps of training. */
export interface Soup {
  readonly steps: number;
  /** Probabilities of A, B and C under the first expert; the second's are its mirror image. */
  readonly expert: readonly [number, number, number];
  /** Probabilities of A, B and C under the soup at one half. */
  readonly soup: readonly [number, number, number];
  /** Expected reward of the soup at equal weights: c on C, one half elsewhere. */
  readonly value: number;
}

/** Rewards of one expert, and the mirror image for the other. */
export function armRewards(c: number, expert: 0 | 1): readonly [number, number, number] {
  return expert === 0 ? [1, 0, c] : [0, 1, c];
}

/**
 * One step of the exact softmax policy gradient: logit_a += rate * pi_a (r_a - E_pi r). In place.
 * The expectation over actions is exact, so nothing is sampled.
 */
export function policyGradientStep(logits: Float64Array, rewards: readonly number[], rate = LEARNING_RATE): void {
  const policy = logSoftmax(logits).map(Math.exp);
  const baseline = policy.reduce((sum, p, arm) => sum + p * (rewards[arm] as number), 0);
  for (let arm = 0; arm < logits.length; arm += 1) {
    logits[arm] = (logits[arm] as number) + rate * (policy[arm] as number) * ((rewards[arm] as number) - baseline);
  }
}

/** The soup at each of `checkpoints` (steps, ascending), from one run of the experts. @throws RangeError when they do not ascend. */
export function trainSoups(c: number, checkpoints: readonly number[]): Soup[] {
  const logits = new Float64Array(3);
  const rewards = armRewards(c, 0);
  let step = 0;
  return checkpoints.map((steps) => {
    if (!(steps >= step)) throw new RangeError(`checkpoints [${checkpoints.join(', ')}]: expected them to ascend from 0`);
    for (; step < steps; step += 1) policyGradientStep(logits, rewards);
    return soupOf(logits, c, steps);
  });
}

/** The experts' logits averaged; swapping A and B turns one expert into the other. */
function soupOf(logits: Float64Array, c: number, steps: number): Soup {
  const [a, b, shared] = logits as unknown as [number, number, number];
  const expert = triple(logSoftmax(logits));
  const soup = triple(mixPolicies([logits, [b, a, shared]], [0.5, 0.5]));
  return { steps, expert, soup, value: soup[SHARED_ARM] * c + (1 - soup[SHARED_ARM]) / 2 };
}

function triple(logPolicy: Float64Array): [number, number, number] {
  const [a, b, shared] = logPolicy as unknown as [number, number, number];
  return [Math.exp(a), Math.exp(b), Math.exp(shared)];
}
