/** What colours the triangle: a value for each measured weighting of a policy, or the difference of two policies where both were measured. */
import { sameWeighting } from '../../math/simplex.ts';
import { linearUtility } from '../../math/utility.ts';
import type { ChartMean, ChartPoint, ChartPolicy } from '../chart-data.ts';

export interface TriangleValue {
  readonly weights: readonly number[];
  readonly mean: number;
  /** 95 %; absent where none is known. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** Of a sweep: how many texts the mean is of. */
  readonly texts?: number | undefined;
}

/** What is read of a point; undefined where it was not measured. */
export type Measure = (point: ChartPoint) => Pick<TriangleValue, 'mean' | 'low' | 'high'> | undefined;

/** The mean of one reward with its interval. */
export const rewardMeasure =
  (id: string): Measure =>
  ({ rewards }) =>
    rewards[id];

/**
 * w . v of the means, scaled so that 0 and 1 are the ends of each reward's scale. No interval: those of the rewards do not add up to one.
 * @param rewards In the order of the weights. @param scale Lowest and highest value of each.
 */
export function utilityMeasure(
  weights: readonly number[],
  rewards: readonly string[],
  scale: readonly (readonly [number, number])[],
): Measure {
  return (point) => {
    const values = rewards.map((id, i) => {
      const [low, high] = scale[i] ?? [0, 1];
      return ((point.rewards[id]?.mean ?? Number.NaN) - low) / (high - low);
    });
    const mean = linearUtility(weights, values);
    return Number.isFinite(mean) ? { mean } : undefined;
  };
}

/** The values of a policy at its weightings of three rewards, in their order; of a sweep those whose texts have ended. */
export function triangleValues({ points }: Pick<ChartPolicy, 'points'>, measure: Measure): TriangleValue[] {
  return points.flatMap((point) => {
    const value = point.weights.length === 3 && !point.growing ? measure(point) : undefined;
    return value ? [{ ...value, weights: point.weights, texts: point.texts }] : [];
  });
}

/**
 * One less the other where both were measured. The interval takes the two as independent, sqrt(a^2 + b^2) of the half widths: on the same prompts
 * they rise and fall together, so that it is rather too wide than too narrow.
 */
export function valueDifferences(one: readonly TriangleValue[], other: readonly TriangleValue[]): TriangleValue[] {
  return one.flatMap((value) => {
    const less = other.find(({ weights }) => sameWeighting(weights, value.weights));
    if (!less) return [];
    const mean = value.mean - less.mean;
    const [a, b] = [halfWidth(value), halfWidth(less)];
    const { weights, texts } = value;
    if (a === undefined || b === undefined) return [{ weights, mean, texts }];
    const half = Math.hypot(a, b);
    return [{ weights, mean, texts, low: mean - half, high: mean + half }];
  });
}

function halfWidth({ low, high }: Pick<ChartMean, 'low' | 'high'>): number | undefined {
  return low === undefined || high === undefined ? undefined : (high - low) / 2;
}

/** Lowest and highest colour, and what lies between. */
export interface ColourScale {
  readonly domain: readonly [low: number, high: number];
  /** CSS colours of the two ends. A difference has the page's colour in the middle, a value has it at the low end. */
  readonly low: string;
  readonly high: string;
  readonly diverging: boolean;
  /** Of a difference: whose value is the larger at the low and at the high end. */
  readonly ends?: readonly [low: string, high: string];
}

/** Of the end's colour in the strongest cell, in per cent: the numbers in the cells stay legible on it in light and dark. */
const strongest = 62;

/** The CSS colour of a value: lightness says it as well as hue, so that it holds without seeing colours. */
export function colourOf(value: number, { domain: [least, most], low, high, diverging }: ColourScale): string {
  const middle = (least + most) / 2;
  const share = diverging ? Math.abs(value - middle) / (most - middle) : (value - least) / (most - least);
  const percent = Math.round(Math.min(1, Math.max(0, share)) * strongest);
  return `color-mix(in oklab, ${diverging && value < middle ? low : high} ${percent}%, var(--page))`;
}

/** The ends of the values, never one and the same; of differences the larger size on both sides of 0. */
export function valueDomain(values: readonly number[], diverging: boolean): readonly [number, number] {
  if (diverging) {
    const size = Math.max(0.01, ...values.map(Math.abs));
    return [-size, size];
  }
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (!Number.isFinite(least)) return [0, 1];
  return most - least < 0.01 ? [least - 0.005, most + 0.005] : [least, most];
}
