/** The texts of a sweep as points: what is averaged, over what, and how sure that is. */
import { mean } from '../math/statistics.ts';
import type { Weighting } from '../methods/method.ts';
import { frontResampling, intervalOf, type Replicates, type Resampling, rounded } from './resampling.ts';

/** One text, as far as it is made and scored. */
export interface ScoredText {
  /** What answers: a policy with its options. */
  readonly series: string;
  /** Empty of what no weight steers. */
  readonly weights: Weighting;
  readonly prompt: string;
  readonly seed: number;
  /** Undefined while it grows: its scores are a forecast. */
  readonly stop: string | undefined;
  /** By id of reward; what is not measured yet is absent. */
  readonly scores: Readonly<Record<string, number>>;
}

/** A mean over units, with its 95 % bootstrap interval over them where there are two or more. */
export interface Estimate {
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
  /** Units: prompts, or the samples of a single prompt. */
  readonly n: number;
}

/** The texts of one series at one weighting. */
export interface TextPoint {
  readonly weights: Weighting;
  readonly texts: readonly ScoredText[];
  /** By unit, in the order of the units, those that have ended. */
  readonly ended: ReadonlyMap<string, readonly ScoredText[]>;
}

export interface TextSeries {
  readonly series: string;
  readonly points: readonly TextPoint[];
}

/** What an interval is over: the prompts, each with the mean of its samples, or the samples of a single prompt. */
export type Units = 'prompts' | 'samples';

export function unitsOf(texts: readonly ScoredText[]): Units {
  const [first] = texts;
  return texts.some(({ prompt }) => prompt !== first?.prompt) ? 'prompts' : 'samples';
}

/** Series and points in the order in which they come. */
export function pointsOf(texts: readonly ScoredText[], units: Units): TextSeries[] {
  const unitOf = ({ prompt, seed }: ScoredText) => (units === 'prompts' ? prompt : String(seed));
  const order = new Map([...new Set(texts.map(unitOf))].map((unit, i) => [unit, i]));
  const series = grouped(texts, ({ series: id }) => id);
  return [...series].map(([id, own]) => ({
    series: id,
    points: [...grouped(own, ({ weights }) => weights.join())].map(([, same]) => {
      const ended = grouped(
        same.filter(({ stop }) => stop !== undefined),
        unitOf,
      );
      const placed = [...ended].sort(([a], [b]) => (order.get(a) as number) - (order.get(b) as number));
      return { weights: (same[0] as ScoredText).weights, texts: same, ended: new Map(placed) };
    }),
  }));
}

/** The unit's score of a reward, mean over its ended samples; undefined where none of them has it. */
export function unitScore({ ended }: TextPoint, unit: string, reward: string): number | undefined {
  const scores = (ended.get(unit) ?? []).flatMap(({ scores: own }) => own[reward] ?? []);
  return scores.length === 0 ? undefined : mean(scores);
}

/**
 * A point's mean score of a reward. A text that grows counts only as long as none of the point has ended; undefined where nothing is scored.
 */
export function scoreOf(point: TextPoint, reward: string): Estimate | undefined {
  const values = [...point.ended.keys()].flatMap((unit) => unitScore(point, unit, reward) ?? []);
  if (values.length > 0) return estimateOf(values.length, (resampling) => resampling.means(values));
  const forecasts = point.texts.flatMap(({ scores }) => scores[reward] ?? []);
  return forecasts.length === 0 ? undefined : { mean: rounded(mean(forecasts)), n: 0 };
}

/** @param statistic On the sample itself (first), then on every resample of the units. */
export function estimateOf(units: number, statistic: (resampling: Resampling) => Replicates): Estimate {
  const replicates = statistic(resamplingOf(units));
  return units < 2 ? { mean: rounded(replicates[0] as number), n: units } : { ...intervalOf(replicates), n: units };
}

/** Resamples depend on the number of units alone, and a sweep asks for the same again and again. */
const kept = new Map<number, Resampling>();

export function resamplingOf(units: number): Resampling {
  const resampling = kept.get(units) ?? frontResampling(units);
  kept.set(units, resampling);
  return resampling;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
