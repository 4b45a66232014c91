import { drawNormal } from '../../math/draws.ts';
import { createRng } from '../../math/rng.ts';
import { sigmoid } from '../../math/softmax.ts';
import { type Garden, type GardenPolicy, returnOf, sampleVisits, softPolicy, visits } from './garden.ts';

/** Two walks that somebody compared, by how often they stand on each cell. */
export interface Comparison {
  /** Visits of the preferred walk minus visits of the other, [cells]. */
  readonly difference: readonly number[];
}

/**
 * Compares two walks of `policy` as a Bradley-Terry person would: the first wins with probability sigma(true return of the first - of the second).
 */
export function compare(garden: Garden, policy: GardenPolicy, random: () => number): Comparison {
  const [a, b] = [sampleVisits(garden, policy, random), sampleVisits(garden, policy, random)];
  const margin = returnOf(a, garden.rewards) - returnOf(b, garden.rewards);
  const firstWins = random() < sigmoid(margin);
  return { difference: a.map((count, cell) => (firstWins ? count - (b[cell] as number) : (b[cell] as number) - count)) };
}

/**
 * Gradient of the fit's objective with respect to the reward of each cell: mean over comparisons of log sigma(return of the preferred - of the other),
 * plus `agent` times the mean reward of a step of the policy that is being trained, its visits held constant.
 * That second term is REBEL's agent preference; 0 leaves the plain Bradley-Terry fit.
 */
export function fitGradient(
  rewards: readonly number[],
  comparisons: readonly Comparison[],
  agent: number,
  counts: readonly number[],
  horizon: number,
): number[] {
  const gradient = counts.map((count) => (agent * count) / horizon);
  for (const { difference } of comparisons) {
    const surprise = sigmoid(-returnOf(difference, rewards)) / comparisons.length;
    for (let cell = 0; cell < gradient.length; cell += 1)
      gradient[cell] = (gradient[cell] as number) + surprise * (difference[cell] as number);
  }
  return gradient;
}

/** A reward and the policy that follows it, changing in turn. */
export interface RewardFit {
  /** The fitted reward of each cell. */
  readonly rewards: readonly number[];
  /** Expected visits of each cell under the present policy. */
  counts(): readonly number[];
  /** `updates` gradient steps on the reward at the present policy, then the exact best policy for it. */
  step(): void;
}

export interface RewardFitOptions {
  /** Comparisons of careless walks; all there are. */
  readonly pairs: number;
  /** Weight of the agent's preference. */
  readonly agent: number;
  /** Temperature of the policy, in units of reward. */
  readonly temperature: number;
}

const UPDATES = 10;
const RATE = 0.3;
/** Where no walk was compared a reward keeps its first value, as a network's output is arbitrary off its data. */
const START_SPREAD = 0.5;

export function createRewardFit(
  garden: Garden,
  reference: GardenPolicy,
  { pairs, agent, temperature }: RewardFitOptions,
  seed: number,
): RewardFit {
  const random = createRng(seed);
  const rewards = garden.moves.map(() => START_SPREAD * drawNormal(random));
  const comparisons = Array.from({ length: pairs }, () => compare(garden, reference, random));
  let counts = visits(garden, softPolicy(garden, rewards, temperature));
  return {
    rewards,
    counts: () => counts,
    step() {
      for (let update = 0; update < UPDATES; update += 1) {
        const gradient = fitGradient(rewards, comparisons, agent, counts, garden.horizon);
        for (let cell = 0; cell < rewards.length; cell += 1) rewards[cell] = (rewards[cell] as number) + RATE * (gradient[cell] as number);
      }
      counts = visits(garden, softPolicy(garden, rewards, temperature));
    },
  };
}
