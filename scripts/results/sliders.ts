/** What must be seen of every slider: it moves its own reward the right way, beyond chance, and the texts stay fluent. */

import { mean, spearman } from '../../src/math/statistics.ts';
import type { Interval } from '../../src/packs/fields.ts';
import type { Front, FrontIndicators } from '../../src/packs/front.ts';
import type { Pack } from '../../src/packs/pack.ts';

/** Least Spearman correlation of a weight with its reward that counts as monotone. */
export const MONOTONE = 0.9;
/** Nats a token by which a policy's texts may be less likely under the base than the base's own. */
export const FLUENT = 0.5;

export interface Slider {
  readonly policy: string;
  readonly reward: string;
  /** Mean of the reward at its own corner less that at the others. */
  readonly ends: Interval | undefined;
  readonly spearman: number;
  /** The same of the means over all points of one weight: what the other weights do is averaged out. */
  readonly ofLevels: number;
  /** The least along the edges of the simplex where this weight is traded against one other: what a hand that moves two sliders sees. */
  readonly onEdges: number;
  readonly monotone: boolean;
  /** True when the interval of the ends' difference is above 0. */
  readonly beyondChance: boolean | undefined;
}

export function slidersOf({ rewards }: Pack, front: Front): Slider[] {
  return front.policies.flatMap(({ id, indicators, points }) =>
    !indicators
      ? []
      : rewards.map((reward, axis): Slider => {
          const reached = points.map(({ weights, rewards: means }) => ({ weights, value: means[reward]?.mean ?? 0 }));
          // The front's own figure counts: its means are not rounded.
          const rho = indicators.steerability[reward] ?? 0;
          const ends = indicators.ends?.[reward];
          return {
            policy: id,
            reward,
            ends,
            spearman: rho,
            ofLevels: spearmanOfLevels(reached, axis),
            onEdges: leastSpearmanOnEdges(reached, axis),
            monotone: rho >= MONOTONE,
            beyondChance: ends && ends.low > 0,
          };
        }),
  );
}

/** True when even the least fluent point of the front is; undefined where it was not measured. */
export function isFluent({ nllAboveBase }: FrontIndicators): boolean | undefined {
  return nllAboveBase && nllAboveBase.mean <= FLUENT;
}

/** The mean of one reward at one weighting. */
export interface Reached {
  readonly weights: readonly number[];
  readonly value: number;
}

/** Spearman's correlation of the weight of one axis with its reward, over all these points. */
export function spearmanOver(points: readonly Reached[], axis: number): number {
  return spearman(
    points.map(({ weights }) => weights[axis] ?? 0),
    points.map(({ value }) => value),
  );
}

/** Slider.ofLevels. */
export function spearmanOfLevels(points: readonly Reached[], axis: number): number {
  const levels = [...new Set(points.map(({ weights }) => weights[axis] ?? 0))];
  if (levels.length < 2) return 0;
  const meanAt = (level: number) => mean(points.filter(({ weights }) => weights[axis] === level).map(({ value }) => value));
  return spearman(levels, levels.map(meanAt));
}

/** Slider.onEdges. */
export function leastSpearmanOnEdges(points: readonly Reached[], axis: number): number {
  const others = (points[0]?.weights ?? []).flatMap((_, other) => (other === axis ? [] : [other]));
  const edges = others.map((other) =>
    points.filter(({ weights }) => weights.every((weight, i) => i === axis || i === other || weight === 0)),
  );
  return Math.min(...edges.filter((edge) => edge.length > 1).map((edge) => spearmanOver(edge, axis)));
}
