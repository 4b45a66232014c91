/**
 * Rewarded Soups without a KL term: two experts and an arm that both like.
 * Rewards: arm A gives (1, 0), arm B (0, 1), arm C (c, c). For c above one half the best policy at equal weights is C, alone.
 * An expert's gradient pushes down every arm but its favourite, C included, so the soup of long-trained experts loses C.
 */
import { logSoftmax } from '../math/softmax.ts';
import { mixPolicies } from './kl-bandit.ts';
import type { Trainable } from './trainable.ts';

/** Index of the arm that is worth c to both rewards. */
export const SHARED_ARM = 2;

/** Learning rate of the golden values. */
export const LEARNING_RATE = 0.5;

/** The longest training that is shown, in steps. */
export const THREE_ARM_STEPS = 20_000;

export interface ThreeArmConfig {
  /** What the shared arm is worth to both rewards. */
  readonly c: number;
  /** Price of one nat of KL to the uniform policy; 0, the default, is the counterexample. */
  readonly beta?: number;
}

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
 * One step of the exact softmax policy gradient: logit_a += rate * pi_a (g_a - E_pi g), g_a = r_a - beta log(pi_a / uniform). In place.
 * The expectation over actions is exact, so nothing is sampled.
 */
export function policyGradientStep(logits: Float64Array, rewards: readonly number[], beta = 0, rate = LEARNING_RATE): void {
  const logP = logSoftmax(logits);
  let baseline = 0;
  const worth = logP.map((value, arm) => {
    const after = (rewards[arm] as number) - beta * (value + Math.log(logits.length));
    baseline += Math.exp(value) * after;
    return after;
  });
  for (let arm = 0; arm < logits.length; arm += 1) {
    logits[arm] = (logits[arm] as number) + rate * Math.exp(logP[arm] as number) * ((worth[arm] as number) - baseline);
  }
}

/** The soup at each of `checkpoints` (steps, ascending), from one run of the experts. @throws RangeError when they do not ascend. */
export function trainSoups({ c, beta }: ThreeArmConfig, checkpoints: readonly number[]): Soup[] {
  const logits = new Float64Array(3);
  const rewards = armRewards(c, 0);
  let step = 0;
  return checkpoints.map((steps) => {
    if (!(steps >= step)) throw new RangeError(`checkpoints [${checkpoints.join(', ')}]: expected them to ascend from 0`);
    for (; step < steps; step += 1) policyGradientStep(logits, rewards, beta);
    return soupOf(logits, c, steps);
  });
}

/** The experts' logits averaged; swapping A and B turns one expert into the other, so one is trained for both. */
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

export interface ThreeArmSnapshot {
  /** From the start to now: every step up to 10, then ten a doubling, and the present one. */
  readonly course: readonly Soup[];
}

/** The experts in training. Nothing is drawn at random, so the seed changes nothing. */
export const threeArmTraining: Trainable<ThreeArmConfig, ThreeArmSnapshot> = {
  create({ c, beta = 0 }) {
    if (!(c >= 0 && c <= 1)) throw new RangeError(`c is ${c}: expected a reward in [0, 1]`);
    if (!(beta >= 0)) throw new RangeError(`beta ${beta}: expected at least 0`);
    const logits = new Float64Array(3);
    const rewards = armRewards(c, 0);
    const kept = [soupOf(logits, c, 0)];
    let taken = 0;
    let next = 1;
    return {
      step() {
        policyGradientStep(logits, rewards, beta);
        taken += 1;
        if (taken < next) return;
        kept.push(soupOf(logits, c, taken));
        next = Math.max(taken + 1, Math.round(taken * 2 ** 0.1));
      },
      snapshot: () => ({ course: kept.at(-1)?.steps === taken ? [...kept] : [...kept, soupOf(logits, c, taken)] }),
      get finished() {
        return taken >= THREE_ARM_STEPS;
      },
    };
  },
};

/**
 * The longest training after which the soup still gives the shared arm at least what no training gives it, one third; by one run of the
 * experts without KL. Undefined when that is longer than THREE_ARM_STEPS.
 */
export function lastGoodTraining(c: number): number | undefined {
  const logits = new Float64Array(3);
  const rewards = armRewards(c, 0);
  for (let steps = 1; steps <= THREE_ARM_STEPS; steps += 1) {
    policyGradientStep(logits, rewards);
    if (soupOf(logits, c, steps).soup[SHARED_ARM] < 1 / 3) return steps - 1;
  }
  return undefined;
}
