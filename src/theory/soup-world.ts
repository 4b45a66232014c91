/**
 * A small contextual bandit with KL: a few prompts, four answers each, two rewards. One answer pleases the first reward, one the
 * second, one is a compromise, one pleases neither. There is no future after the answer, so averaging exact experts is optimal.
 */
import { createRng } from '../math/rng.ts';
import { assess, type LogPolicy, mixPolicies, optimalPolicy } from './kl-bandit.ts';

export interface SoupWorld {
  /** Both rewards of every answer, [prompts][answers], in [0, 1]. */
  readonly rewards: readonly (readonly (readonly [number, number])[])[];
  /** Price of one nat of KL to the uniform reference. */
  readonly beta: number;
}

/** Mean rewards over the prompts. */
export type SoupPoint = readonly [number, number];

/** A policy: one distribution a prompt. */
export type SoupPolicy = readonly LogPolicy[];

export const PROMPTS = 3;
export const ANSWERS = 4;

/** A world by its seed. Numbers are rounded to hundredths, so that a reader sees the very numbers that are used. */
export function createSoupWorld(seed: number, beta = 0.15): SoupWorld {
  const random = createRng(seed);
  const between = (low: number, high: number) => Math.round(100 * (low + (high - low) * random())) / 100;
  const prompt = (): (readonly [number, number])[] => [
    [between(0.8, 1), between(0, 0.2)],
    [between(0, 0.2), between(0.8, 1)],
    [between(0.55, 0.8), between(0.55, 0.8)],
    [between(0, 0.3), between(0, 0.3)],
  ];
  return { beta, rewards: Array.from({ length: PROMPTS }, prompt) };
}

/** The best policy for the weighting (w, 1 - w); at w = 1 and 0 an exact expert. */
export function soupOracle({ rewards, beta }: SoupWorld, w: number): SoupPolicy {
  return rewards.map((answers) => optimalPolicy(weightedRewards(answers, w), beta));
}

/** The tabular soup: at each prompt the logits of the exact experts, averaged. Equal to `soupOracle`, by another way. */
export function tabularSoup(world: SoupWorld, w: number): SoupPolicy {
  const [first, second] = [soupOracle(world, 1), soupOracle(world, 0)];
  return first.map((policy, prompt) => mixPolicies([policy, second[prompt] as LogPolicy], [w, 1 - w]));
}

export function weightedRewards(answers: readonly (readonly [number, number])[], w: number): number[] {
  return answers.map(([first, second]) => w * first + (1 - w) * second);
}

export function soupPoint({ rewards }: SoupWorld, policy: SoupPolicy): SoupPoint {
  const mean = (reward: 0 | 1) =>
    rewards.reduce((sum, answers, prompt) => {
      const values = answers.map((answer) => answer[reward]);
      return sum + assess(policy[prompt] as LogPolicy, values).reward;
    }, 0) / rewards.length;
  return [mean(0), mean(1)];
}

/**
 * How far a point lies above the chord of two ends, in reward units: along the chord's normal that points up and to the right.
 * Positive at all interior weights is what Rewarded Soups calls linear mode connectivity (arXiv 2306.04488).
 */
export function aboveChord(point: SoupPoint, [a, b]: readonly [SoupPoint, SoupPoint]): number {
  const normal = [Math.abs(b[1] - a[1]), Math.abs(b[0] - a[0])] as const;
  const length = Math.hypot(...normal);
  if (length === 0) return Math.min(point[0] - a[0], point[1] - a[1]);
  return ((point[0] - a[0]) * normal[0] + (point[1] - a[1]) * normal[1]) / length;
}
