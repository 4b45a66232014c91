/** One set of resamples of the prompts for every statistic of a front, so that any two may be compared pair by pair. */

import { percentileInterval, resample } from '../math/statistics.ts';
import type { Interval } from '../packs/fields.ts';

/** A statistic on the sample itself (first), then on every resample: [1 + resamples]. */
export type Replicates = readonly number[];

export interface Resampling {
  /** 1 + resamples. */
  readonly size: number;
  /** Means of values, one a prompt; of the prompts in `within` alone when given. */
  means(values: readonly number[], within?: readonly boolean[]): Replicates;
  /** A statistic of the replicate's number. */
  each(statistic: (replicate: number) => number): Replicates;
}

/** Of every resampling, so that all intervals share their resamples of prompts, those of other packs too. */
const BOOTSTRAP_SEED = 20_260_716;
const RESAMPLES = 1000;

/** The resamples that every front is made with: statistics of as many units (prompts) share them. */
export function frontResampling(units: number): Resampling {
  return createResampling(units, { seed: BOOTSTRAP_SEED, resamples: RESAMPLES });
}

export function createResampling(prompts: number, options: { readonly seed: number; readonly resamples: number }): Resampling {
  const draws = [Array.from({ length: prompts }, (_, i) => i), ...resample(prompts, options)];
  const counts = draws.map((indices) => {
    const count = new Uint16Array(prompts);
    for (const i of indices) count[i] = (count[i] as number) + 1;
    return count;
  });
  return {
    size: draws.length,
    means(values, within) {
      if (values.length !== prompts) throw new RangeError(`${values.length} values for ${prompts} prompts: expected one each`);
      const own = average(values, new Uint16Array(prompts).fill(1), within);
      // A resample that has no prompt of a small group says nothing of it.
      return counts.map((count) => average(values, count, within) ?? (own as number));
    },
    each: (statistic) => draws.map((_, replicate) => statistic(replicate)),
  };
}

/** With its 95 % percentile interval, to five decimals. */
export function intervalOf(replicates: Replicates): Interval {
  const { mean, low, high } = percentileInterval(replicates[0] as number, replicates.slice(1));
  return { mean: rounded(mean), low: rounded(low), high: rounded(high) };
}

export function rounded(value: number): number {
  return Number(value.toFixed(5));
}

function average(values: readonly number[], counts: Uint16Array, within?: readonly boolean[]): number | undefined {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    if (within && !within[i]) continue;
    sum += (counts[i] as number) * (values[i] as number);
    total += counts[i] as number;
  }
  return total === 0 ? undefined : sum / total;
}
