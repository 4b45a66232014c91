/**
 * Group-invariant learning (arXiv 2310.11971) in a small world: prompts of an easy and a hard kind, one style of answering for all. A
 * critic that does not know the kinds divides the prompts into two groups so that the variance of the return between them is greatest;
 * the policy raises the mean return less a penalty on that variance. The paper's critic is a network over texts and its groups are soft;
 * here a split of returns is found exactly.
 */
import { createRng } from '../math/rng.ts';
import { logSoftmax } from '../math/softmax.ts';
import type { Trainable } from './trainable.ts';

/** Each prompt is in group 1 (the better off) or 0. */
export type Split = readonly (0 | 1)[];

/** n_0 n_1 / n^2 (mean_1 - mean_0)^2: the part of the variance of `returns` that lies between the groups. */
export function varianceBetween(returns: readonly number[], split: Split): number {
  const [low, high] = groupMeans(returns, split);
  const share = split.filter((group) => group === 1).length / split.length;
  return share === 0 || share === 1 ? 0 : share * (1 - share) * (high - low) ** 2;
}

/** Mean return of group 0 and of group 1; NaN for an empty one. */
export function groupMeans(returns: readonly number[], split: Split): [number, number] {
  const sums = [0, 0];
  const counts = [0, 0];
  returns.forEach((value, i) => {
    const group = split[i] as 0 | 1;
    sums[group] = (sums[group] as number) + value;
    counts[group] = (counts[group] as number) + 1;
  });
  return [(sums[0] as number) / (counts[0] as number), (sums[1] as number) / (counts[1] as number)];
}

/**
 * The split of greatest variance between its groups. For numbers on a line it is always a cut of the sorted list, so n - 1 cuts are all
 * there is to try; equal returns are all of group 0. @throws RangeError on fewer than two returns.
 */
export function inferGroups(returns: readonly number[]): Split {
  const n = returns.length;
  if (n < 2) throw new RangeError(`groups of ${n} returns: expected at least 2`);
  const sorted = [...returns].sort((a, b) => a - b);
  const total = sorted.reduce((sum, value) => sum + value, 0);
  let below = 0;
  let most = -1;
  let threshold = Infinity;
  for (let cut = 1; cut < n; cut += 1) {
    below += sorted[cut - 1] as number;
    // A cut between equal returns is none.
    if (sorted[cut] === sorted[cut - 1]) continue;
    const variance = (cut / n) * (1 - cut / n) * ((total - below) / (n - cut) - below / cut) ** 2;
    if (variance > most) [most, threshold] = [variance, sorted[cut] as number];
  }
  return returns.map((value): 0 | 1 => (value >= threshold ? 1 : 0));
}

export interface StyleWorld {
  /** Reward of each style for each prompt, [prompts][styles]. */
  readonly rewards: readonly (readonly number[])[];
  /** True kind of each prompt, 1 for easy; the learner does not see it. */
  readonly kinds: Split;
}

/** The styles, as the lesson names them. */
export const STYLES = ['terse', 'step by step', 'hedged'] as const;

const PROMPTS = 24;
const EASY = 18;
/** Mean reward of each style for an easy and for a hard prompt: terse is best for many, step by step for all, hedged alike for both. */
const MEANS = { easy: [0.9, 0.8, 0.45], hard: [0.32, 0.55, 0.45] } as const;
const SPREAD = 0.06;

export function createStyleWorld(seed: number): StyleWorld {
  const random = createRng(seed);
  const kinds = Array.from({ length: PROMPTS }, (_, i): 0 | 1 => (i < EASY ? 1 : 0));
  const around = (mean: number) => mean + SPREAD * (2 * random() - 1);
  return { kinds, rewards: kinds.map((kind) => MEANS[kind === 1 ? 'easy' : 'hard'].map(around)) };
}

/** Expected return of each prompt under one distribution over styles. */
export function expectedReturns({ rewards }: StyleWorld, policy: readonly number[]): number[] {
  return rewards.map((row) => row.reduce((sum, reward, s) => sum + reward * (policy[s] as number), 0));
}

export interface InvarianceConfig {
  /** Price of the variance between the inferred groups, at least 0. */
  readonly penalty: number;
  /** Weight of KL(policy || uniform), more than 0. Default 0.01. */
  readonly beta?: number;
  /** Default 300. */
  readonly steps?: number;
}

/** mean return - penalty x variance between the groups of `split` - beta KL(policy || uniform), and its gradient in the logits. */
export function invariantObjective(
  world: StyleWorld,
  logits: readonly number[],
  split: Split,
  { penalty, beta = 0.01 }: InvarianceConfig,
): { value: number; gradient: number[] } {
  const logs = [...logSoftmax(logits)];
  const policy = logs.map(Math.exp);
  const returns = expectedReturns(world, policy);
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const kl = policy.reduce((sum, p, s) => sum + p * (logs[s] as number), Math.log(policy.length));
  const [low, high] = groupMeans(returns, split);
  const share = split.filter((group) => group === 1).length / split.length;
  // Derivative of the objective in the return of one prompt, then in the probability of a style, then in the logits.
  const perReturn = split.map((group) => {
    const inGroup = group === 1 ? 1 / share : -1 / (1 - share);
    return (1 - penalty * 2 * share * (1 - share) * (high - low) * inGroup) / split.length;
  });
  const perStyle = policy.map((_, s) => {
    const reward = world.rewards.reduce((sum, row, i) => sum + (perReturn[i] as number) * (row[s] as number), 0);
    return reward - beta * ((logs[s] as number) + 1);
  });
  const average = perStyle.reduce((sum, slope, s) => sum + slope * (policy[s] as number), 0);
  return {
    value: mean - penalty * varianceBetween(returns, split) - beta * kl,
    gradient: perStyle.map((slope, s) => (policy[s] as number) * (slope - average)),
  };
}

export interface InvariancePoint {
  /** Mean return over all prompts. */
  readonly mean: number;
  /** Mean return of the inferred groups, the worse off first. */
  readonly groups: readonly [number, number];
}

export interface InvarianceSnapshot {
  /** Probability of each style. */
  readonly policy: readonly number[];
  /** Return of each prompt. */
  readonly returns: readonly number[];
  /** Group of each prompt, inferred from the returns alone. */
  readonly split: Split;
  readonly kinds: Split;
  /** After 0, 1, 2 .. steps. */
  readonly course: readonly InvariancePoint[];
}

const RATE = 2;

/** The critic divides anew before each step of exact gradient ascent, from equal styles. The seed makes the prompts. */
export const groupInvariance: Trainable<InvarianceConfig, InvarianceSnapshot> = {
  create(config, seed) {
    const { penalty, beta = 0.01, steps = 300 } = config;
    if (!(penalty >= 0)) throw new RangeError(`penalty is ${penalty}, expected at least 0`);
    if (!(beta > 0)) throw new RangeError(`beta is ${beta}, expected more than 0`);
    const world = createStyleWorld(seed);
    let logits = STYLES.map(() => 0);
    const measure = () => {
      const policy = [...logSoftmax(logits)].map(Math.exp);
      const returns = expectedReturns(world, policy);
      return { policy, returns, split: inferGroups(returns) };
    };
    let now = measure();
    const course: InvariancePoint[] = [];
    const note = () => {
      const { returns, split } = now;
      course.push({ mean: returns.reduce((sum, value) => sum + value, 0) / returns.length, groups: groupMeans(returns, split) });
    };
    note();
    return {
      step() {
        const { gradient } = invariantObjective(world, logits, now.split, config);
        logits = logits.map((logit, s) => logit + RATE * (gradient[s] as number));
        now = measure();
        note();
      },
      snapshot: () => ({ ...now, kinds: world.kinds, course: [...course] }),
      get finished() {
        return course.length > steps;
      },
    };
  },
};
