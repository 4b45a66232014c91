/** From measured policies and two axes to what the front chart draws, in reward units. Pure; pixels come later. */
import { paretoFront, staircase } from '../math/pareto-front.ts';
import { nearestWeighting } from '../math/simplex.ts';
import type { ChartInterval, ChartPoint, ChartPolicy, ChartReward } from './chart-data.ts';

export type Domain = readonly [number, number];

export interface FrontMark {
  /** `policy/index`, unique in the chart. */
  readonly key: string;
  readonly policy: ChartPolicy;
  readonly point: ChartPoint;
  readonly x: ChartInterval;
  readonly y: ChartInterval;
  /** Another weighting of the same policy is at least as good on both axes and better on one. */
  readonly dominated: boolean;
  /** The measured weighting that is nearest to the sliders. */
  readonly nearest: boolean;
}

export interface FrontSeries {
  readonly policy: ChartPolicy;
  readonly marks: readonly FrontMark[];
  /** Corners of the strict staircase; empty for a policy of one point. */
  readonly stairs: readonly (readonly [number, number])[];
}

/** Points that lack one of the two rewards are left out. */
export function layOutFronts(
  policies: readonly ChartPolicy[],
  [xId, yId]: readonly [string, string],
  floor: readonly [number, number],
  weights?: readonly number[],
): FrontSeries[] {
  return policies.map((policy) => {
    const points = policy.points.flatMap((point) => {
      const x = point.rewards[xId];
      const y = point.rewards[yId];
      return x && y ? [{ point, x, y }] : [];
    });
    const means = points.map(({ x, y }): [number, number] => [x.mean, y.mean]);
    const front = new Set(paretoFront(means));
    const nearest = weights
      ? nearestWeighting(
          weights,
          points.map(({ point }) => point.weights),
        )
      : -1;
    const marks = points.map(({ point, x, y }, i) => ({
      key: `${policy.id}/${i}`,
      policy,
      point,
      x,
      y,
      dominated: !front.has(i),
      nearest: i === nearest,
    }));
    return { policy, marks, stairs: points.length > 1 ? staircase(means, floor) : [] };
  });
}

/**
 * The span of an axis: the reward's whole range, or (zoomed) the measured intervals with 6 % room, cut to the range.
 * It depends on the measured fronts alone, so it stays still while sliders move.
 */
export function axisDomain(reward: ChartReward, policies: readonly ChartPolicy[], zoom: boolean): Domain {
  const [lowest, highest] = reward.range;
  const intervals = zoom ? policies.flatMap(({ points }) => points.flatMap((point) => point.rewards[reward.id] ?? [])) : [];
  if (intervals.length === 0) return [lowest, highest];
  const low = Math.min(...intervals.map((interval) => interval.low));
  const high = Math.max(...intervals.map((interval) => interval.high));
  const room = Math.max(0.06 * (high - low), 0.01);
  return [Math.max(lowest, low - room), Math.min(highest, high + room)];
}

/** About `count` round numbers (1, 2 or 5 times a power of ten apart) inside the domain. */
export function roundTicks([low, high]: Domain, count = 5): number[] {
  const rough = (high - low) / count;
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) as number) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A value kept inside the domain, and whether it had to be moved. */
export function clampToDomain(value: number, [low, high]: Domain): { value: number; outside: boolean } {
  const clamped = Math.min(Math.max(value, low), high);
  return { value: clamped, outside: clamped !== value };
}
