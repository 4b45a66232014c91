/** Means, seeded bootstrap intervals, the interval of a proportion, and rank correlation. */
import { createRng } from './rng.ts';

/** An estimate with its 95 % interval. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly seed: number;
  /** Default 2,000. */
  readonly resamples?: number;
}

/** @throws RangeError on an empty list. */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('mean of no values: expected at least one');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Quantile `q` in [0, 1] by linear interpolation between order statistics (type 7 of Hyndman and Fan, NumPy's default). */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0 || !(q >= 0 && q <= 1))
    throw new RangeError(`quantile ${q} of ${values.length} values: expected q in [0, 1] and a value`);
  const sorted = [...values].sort((a, b) => a - b);
  const position = q * (sorted.length - 1);
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * Resamples of `items` exchangeable units (here: prompts; all seeds of a prompt travel together), drawn with replacement: [resamples][items]
 * indices in [0, items). They depend on the seed and `items` alone, so statistics bootstrapped with one seed share their resamples.
 */
export function resample(items: number, { seed, resamples = 2000 }: BootstrapOptions): number[][] {
  if (items < 1) throw new RangeError(`bootstrap over ${items} items: expected at least one`);
  const random = createRng(seed);
  return Array.from({ length: resamples }, () => Array.from({ length: items }, () => Math.floor(random() * items)));
}

/** The 95 % percentile interval of a statistic: its value on the sample itself, and on every resample. */
export function percentileInterval(own: number, estimates: readonly number[]): Interval {
  return { mean: own, low: quantile(estimates, 0.025), high: quantile(estimates, 0.975) };
}

/**
 * Percentile bootstrap of any statistic. `mean` is the statistic of the sample itself.
 * @param statistic takes the indices of a resample, `items` of them, each in [0, items).
 */
export function bootstrap(items: number, statistic: (indices: readonly number[]) => number, options: BootstrapOptions): Interval {
  const estimates = resample(items, options).map(statistic);
  return percentileInterval(statistic(Array.from({ length: items }, (_, i) => i)), estimates);
}

/** 95 % bootstrap interval of the mean of `values` (one per unit). */
export function bootstrapMean(values: readonly number[], options: BootstrapOptions): Interval {
  return bootstrap(values.length, (indices) => mean(indices.map((i) => values[i] as number)), options);
}

/** Ranks from 1; equal values share the mean of their ranks. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const result = new Array<number>(values.length).fill(0);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end += 1;
    for (let i = start; i < end; i += 1) result[order[i] as number] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}

/**
 * Spearman's rank correlation in [-1, 1]: Pearson's of the ranks, so ties are exact. 0 when either side is constant.
 * @throws RangeError on unequal lengths or fewer than two values.
 */
export function spearman(x: readonly number[], y: readonly number[]): number {
  if (x.length !== y.length || x.length < 2)
    throw new RangeError(`spearman of ${x.length} and ${y.length} values: expected equal lengths of at least 2`);
  const a = ranks(x);
  const b = ranks(y);
  const centre = (x.length + 1) / 2;
  let covariance = 0;
  let varianceA = 0;
  let varianceB = 0;
  a.forEach((rank, i) => {
    const other = b[i] as number;
    covariance += (rank - centre) * (other - centre);
    varianceA += (rank - centre) ** 2;
    varianceB += (other - centre) ** 2;
  });
  return varianceA === 0 || varianceB === 0 ? 0 : covariance / Math.sqrt(varianceA * varianceB);
}

/**
 * Wilson's score interval of a proportion: the proportions that a two-sided test at this z would not reject.
 * Unlike mean +- error it stays inside [0, 1] and is honest for few trials.
 * @param z default 1.959964, for 95 %.
 * @throws RangeError unless 0 <= successes <= trials. No trials: [0, 1], and a mean of one half.
 */
export function wilsonInterval(successes: number, trials: number, z = 1.959_963_984_540_054): Interval {
  if (!(successes >= 0 && successes <= trials)) throw new RangeError(`${successes} successes of ${trials} trials: expected 0 to all`);
  if (trials === 0) return { mean: 0.5, low: 0, high: 1 };
  const centre = successes + z ** 2 / 2;
  const spread = z * Math.sqrt((successes * (trials - successes)) / trials + z ** 2 / 4);
  const all = trials + z ** 2;
  return { mean: successes / trials, low: Math.max(0, (centre - spread) / all), high: Math.min(1, (centre + spread) / all) };
}
