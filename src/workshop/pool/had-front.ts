/** The front that can be had: the exact optimum over the pool at every weighting, at one price of KL. */
import { equalWeighting, measuredGrid } from '../../math/simplex.ts';
import type { Interval } from '../../math/statistics.ts';
import { intervalOf } from '../../measure/resampling.ts';
import { optimum } from '../../training/optimum.ts';
import { baseMeans } from '../../training/pool-table.ts';
import type { Survey } from './survey.ts';

export interface HadPoint {
  /** Empty of the base. With one reward the second weight is closeness to the base. */
  readonly weights: readonly number[];
  /** Reward id to its mean over prompts, with its 95 % interval. */
  readonly rewards: Readonly<Record<string, Interval>>;
  /** Nats from all candidates alike; 0 of the base. */
  readonly kl: Interval;
}

export interface HadFront {
  readonly price: number;
  /** The base's own answers. */
  readonly base: HadPoint;
  readonly points: readonly HadPoint[];
  /** By reward: what equal weights keep of what its own corner gains over its worst corner, in [0, 1] as a rule; none with one reward. */
  readonly kept: Readonly<Record<string, number>>;
}

/** In steps of some milliseconds. */
export function* hadFront({ table, settings, resampling }: Survey, price: number): Generator<undefined, HadFront> {
  const mean = (values: readonly number[]) => intervalOf(resampling.means(values));
  const axes = Math.max(2, table.rewards.length);
  const points: HadPoint[] = [];
  for (const weights of measuredGrid(axes)) {
    // closeness has no reward: what its weight leaves the reward decides how far it is worth going
    const { scores, kl } = optimum(table, weights, price, settings);
    yield;
    const rewards = Object.fromEntries(table.rewards.map((id, i) => [id, mean(scores.map((row) => row[i] as number))]));
    points.push({ weights, rewards, kl: mean(kl) });
    yield;
  }
  const rewards = Object.fromEntries(table.rewards.map((id, i) => [id, mean(baseMeans(table, i))]));
  const nothing = { mean: 0, low: 0, high: 0 };
  return {
    price,
    base: { weights: [], rewards, kl: nothing },
    points,
    kept: table.rewards.length > 1 ? keptAtCentre(points, table.rewards) : {},
  };
}

function keptAtCentre(points: readonly HadPoint[], rewards: readonly string[]): Record<string, number> {
  const equal = equalWeighting(rewards.length);
  const at = (wanted: readonly number[]) =>
    points.find(({ weights }) => weights.every((weight, i) => Math.abs(weight - (wanted[i] as number)) < 1e-6));
  return Object.fromEntries(
    rewards.flatMap((id, own) => {
      const corners = rewards.map((_, i) => at(rewards.map((_, k) => (k === i ? 1 : 0)))?.rewards[id]?.mean ?? Number.NaN);
      const [top, bottom, centre] = [corners[own] as number, Math.min(...corners), at(equal)?.rewards[id]?.mean ?? Number.NaN];
      return top > bottom ? [[id, (centre - bottom) / (top - bottom)]] : [];
    }),
  );
}
