/**
 * Fronts of a sweep while it runs: the same means, intervals, hypervolumes and paired differences as `buildFront`, of what is there so far.
 * Pure; in steps, so that a page can spread them over its frames.
 */
import { hypervolume } from '../math/hypervolume.ts';
import { dominatedShare, dominates } from '../math/pareto-front.ts';
import { measuredGrid, sameWeighting } from '../math/simplex.ts';
import { meanInnerProduct } from '../math/utility.ts';
import type { Weighting } from '../methods/method.ts';
import type { Front } from '../packs/front.ts';
import { scaled, type Vectors } from './curves.ts';
import {
  type Estimate,
  estimateOf,
  pointsOf,
  resamplingOf,
  type ScoredText,
  scoreOf,
  type TextPoint,
  type TextSeries,
  type Units,
  unitScore,
  unitsOf,
} from './live-points.ts';
import type { Replicates } from './resampling.ts';

export interface SweptPoint {
  /** Empty of the base, which no weight steers. */
  readonly weights: Weighting;
  /** Reward id (and 'guard') to its mean; a reward that nothing was scored by yet is absent. */
  readonly rewards: Readonly<Record<string, Estimate>>;
  /** Texts that have ended, of those planned here. */
  readonly ended: number;
  readonly of: number;
  /** Series that have a point which is at least as good on every axis and better on one. */
  readonly dominatedBy: readonly string[];
}

export interface SweptSeries {
  readonly series: string;
  readonly points: readonly SweptPoint[];
  /**
   * Over the reference point, of the units that every point has; before one is complete, of the means that are there (n = 0). Of the weightings
   * of a published front where the sweep has all of them, else of all. Undefined without a reference, or before the first scores.
   */
  readonly hypervolume?: Estimate;
}

/** By how much a series exceeds another, on the same resamples of the units that both have complete. */
export interface SweptDifference {
  readonly series: string;
  readonly less: string;
  readonly hypervolume?: Estimate;
  /** Of the mean utility at the weightings that were asked for, where rewards have a scale. */
  readonly meanInnerProduct?: Estimate;
  /** Shares of the points of `less` that points of `series` dominate, and the other way round. */
  readonly dominates: number;
  readonly dominated: number;
}

export interface LiveFront {
  /** What intervals are over. */
  readonly over: Units;
  readonly series: readonly SweptSeries[];
  /** Of every two series that are swept over the same weightings, two or more. */
  readonly differences: readonly SweptDifference[];
}

export interface LiveFrontInput {
  readonly texts: readonly ScoredText[];
  /** The axes, in the order of the weights. */
  readonly rewards: readonly string[];
  /** What is told of a point beside its axes. */
  readonly watched?: readonly string[];
  /** Of the measured front: where its volumes start, and 0 and 1 of each reward. */
  readonly reference?: readonly number[] | undefined;
  readonly scale?: readonly (readonly [number, number])[] | undefined;
}

/** Whether a difference is shown: its interval leaves 0 out. False without an interval. */
export function isShown({ low, high }: Estimate): boolean {
  return low !== undefined && high !== undefined && (low > 0 || high < 0);
}

export function liveFront(input: LiveFrontInput): LiveFront {
  const steps = liveFrontSteps(input);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** As `liveFront`; gives way after every piece of some milliseconds. */
export function* liveFrontSteps(input: LiveFrontInput): Generator<undefined, LiveFront> {
  const { texts, rewards, watched = [] } = input;
  const over = unitsOf(texts);
  const all = pointsOf(texts, over);
  const told: { readonly series: TextSeries; readonly points: Omit<SweptPoint, 'dominatedBy'>[] }[] = [];
  for (const series of all) {
    const points: Omit<SweptPoint, 'dominatedBy'>[] = [];
    for (const point of series.points) {
      points.push(pointOf(point, [...rewards, ...watched]));
      yield;
    }
    told.push({ series, points });
  }
  const vectors = told.map(({ series, points }) => ({
    series: series.series,
    vectors: points.flatMap((point) => vectorOf(point, rewards) ?? []),
  }));
  const cache: Cache = new Map();
  const swept: SweptSeries[] = [];
  for (const { series, points } of told) {
    const volume = yield* volumeOf(series, points, input, cache);
    swept.push({
      series: series.series,
      points: points.map((point) => ({ ...point, dominatedBy: dominators(point, vectors, rewards) })),
      ...(volume ? { hypervolume: volume } : {}),
    });
    yield;
  }
  const differences: SweptDifference[] = [];
  for (const [i, one] of all.entries()) {
    for (const other of all.slice(i + 1)) {
      if (!sameWeightings(one, other)) continue;
      differences.push(yield* differenceOf(one, other, vectors, input, cache));
    }
  }
  return { over, series: swept, differences };
}

interface Means {
  readonly rewards: Readonly<Record<string, Pick<Estimate, 'mean'>>>;
}

function pointOf(point: TextPoint, ids: readonly string[]): Omit<SweptPoint, 'dominatedBy'> {
  const rewards = ids.flatMap((id) => {
    const estimate = scoreOf(point, id);
    return estimate ? [[id, estimate] as const] : [];
  });
  const { weights, texts } = point;
  return { weights, rewards: Object.fromEntries(rewards), ended: texts.filter(({ stop }) => stop !== undefined).length, of: texts.length };
}

/** Undefined where an axis has no mean yet. */
function vectorOf({ rewards: means }: Means, rewards: readonly string[]): number[][] | undefined {
  const vector = rewards.flatMap((id) => means[id]?.mean ?? []);
  return vector.length === rewards.length ? [vector] : undefined;
}

/** The means of a series' points, those that have one on every axis. */
interface SeriesVectors {
  readonly series: string;
  readonly vectors: Vectors;
}

function dominance(all: readonly SeriesVectors[], series: string, less: string): Pick<SweptDifference, 'dominates' | 'dominated'> {
  const of = (id: string) => all.find((one) => one.series === id)?.vectors ?? [];
  const share = (points: Vectors, others: Vectors) => (points.length === 0 ? 0 : dominatedShare(points, others));
  return { dominates: share(of(less), of(series)), dominated: share(of(series), of(less)) };
}

function dominators(point: Means, all: readonly SeriesVectors[], rewards: readonly string[]): string[] {
  const [own] = vectorOf(point, rewards) ?? [];
  if (!own) return [];
  return all.filter(({ vectors }) => vectors.some((vector) => dominates(vector, own))).map(({ series }) => series);
}

/** Those of a published front where all of them are there. */
function volumePoints(points: readonly TextPoint[], rewards: number): readonly TextPoint[] {
  const grid = measuredGrid(rewards).map((w) => points.find(({ weights }) => sameWeighting(weights, w)));
  return grid.every((point) => point !== undefined) ? grid : points;
}

/** Units that all these points have on every axis. */
function completeUnits(points: readonly TextPoint[], rewards: readonly string[]): string[] {
  const [first] = points;
  return [...(first?.ended.keys() ?? [])].filter((unit) =>
    points.every((point) => rewards.every((id) => unitScore(point, unit, id) !== undefined)),
  );
}

/** Means on the units themselves (first), then on every resample: [replicates][points][axes]. */
function* meansOf(points: readonly TextPoint[], units: readonly string[], rewards: readonly string[]): Generator<undefined, Vectors[]> {
  const resampling = resamplingOf(units.length);
  const columns: Replicates[][] = [];
  for (const point of points) {
    columns.push(rewards.map((id) => resampling.means(units.map((unit) => unitScore(point, unit, id) as number))));
    yield;
  }
  const replicates = units.length < 2 ? 1 : resampling.size;
  return Array.from({ length: replicates }, (_, replicate) => columns.map((axes) => axes.map((axis) => axis[replicate] as number)));
}

/** Replicates between two breaks: a volume of 66 points in three dimensions takes a tenth of a millisecond. */
const STRETCH = 50;

function* eachOf(means: readonly Vectors[], statistic: (points: Vectors) => number): Generator<undefined, Replicates> {
  const values: number[] = [];
  for (const points of means) {
    values.push(statistic(points));
    if (values.length % STRETCH === 0) yield;
  }
  return values;
}

/** A series' points on the units that are complete, resampled. */
interface Complete {
  readonly means: readonly Vectors[];
  /** Undefined without a reference. */
  readonly volumes: Replicates | undefined;
}

/** A series and what it is paired with mostly have the same complete units: each is resampled once. */
type Cache = Map<string, Complete>;

function* complete(
  series: string,
  points: readonly TextPoint[],
  units: readonly string[],
  { rewards, reference }: LiveFrontInput,
  cache: Cache,
): Generator<undefined, Complete> {
  const key = JSON.stringify([series, points.map(({ weights }) => weights), units]);
  const known = cache.get(key);
  if (known) return known;
  const means = yield* meansOf(points, units, rewards);
  const made = { means, volumes: reference && (yield* eachOf(means, (vectors) => hypervolume(vectors, reference))) };
  cache.set(key, made);
  return made;
}

function* volumeOf(
  { series, points }: TextSeries,
  told: readonly Means[],
  input: LiveFrontInput,
  cache: Cache,
): Generator<undefined, Estimate | undefined> {
  const { rewards, reference } = input;
  if (!reference) return undefined;
  const chosen = volumePoints(points, rewards.length);
  const units = completeUnits(chosen, rewards);
  if (units.length === 0) {
    const present = told.flatMap((point) => vectorOf(point, rewards) ?? []);
    return present.length === 0 ? undefined : { mean: hypervolume(present, reference), n: 0 };
  }
  const { volumes } = yield* complete(series, chosen, units, input, cache);
  return volumes && estimateOf(units.length, () => volumes);
}

function* differenceOf(
  one: TextSeries,
  other: TextSeries,
  vectors: readonly SeriesVectors[],
  input: LiveFrontInput,
  cache: Cache,
): Generator<undefined, SweptDifference> {
  const { rewards, scale } = input;
  const a = volumePoints(one.points, rewards.length);
  const b = a.map(({ weights }) => other.points.find((point) => sameWeighting(point.weights, weights)) as TextPoint);
  const units = completeUnits([...a, ...b], rewards);
  const told = { series: one.series, less: other.series, ...dominance(vectors, one.series, other.series) };
  if (units.length === 0) return told;
  const first = yield* complete(one.series, a, units, input, cache);
  const second = yield* complete(other.series, b, units, input, cache);
  const less = (p: Replicates, q: Replicates) => estimateOf(units.length, () => p.map((value, i) => value - (q[i] as number)));
  const weightings = a.map(({ weights }) => weights);
  const inner = function* ({ means }: Complete, to: NonNullable<typeof scale>): Generator<undefined, Replicates> {
    return yield* eachOf(means, (points) => meanInnerProduct(scaled(points, to), weightings));
  };
  return {
    ...told,
    ...(first.volumes && second.volumes ? { hypervolume: less(first.volumes, second.volumes) } : {}),
    ...(scale ? { meanInnerProduct: less(yield* inner(first, scale), yield* inner(second, scale)) } : {}),
  };
}

function sameWeightings({ points: a }: TextSeries, { points: b }: TextSeries): boolean {
  return a.length > 1 && a.length === b.length && a.every(({ weights }) => b.some((point) => sameWeighting(point.weights, weights)));
}

/** A front that was measured, told as a sweep is. */
export function sweptOf({ policies, comparisons, prompts, seeds }: Front, rewards: readonly string[]): LiveFront {
  const told = policies.map(({ id, points, indicators }) => ({ series: id, points, volume: indicators?.hypervolume }));
  const vectors = told.map(({ series, points }) => ({ series, vectors: points.flatMap((point) => vectorOf(point, rewards) ?? []) }));
  const n = prompts.length;
  return {
    over: 'prompts',
    series: told.map(({ series, points, volume }) => ({
      series,
      points: points.map(({ weights, rewards: means, kl }) => ({
        weights,
        rewards: Object.fromEntries(Object.entries({ ...means, kl }).map(([id, interval]) => [id, { ...interval, n }])),
        ended: n * seeds.length,
        of: n * seeds.length,
        dominatedBy: dominators({ rewards: means }, vectors, rewards),
      })),
      ...(volume ? { hypervolume: { ...volume, n } } : {}),
    })),
    differences: comparisons.map(({ policy, less, hypervolume: volume, meanInnerProduct: inner }) => ({
      series: policy,
      less,
      hypervolume: { ...volume, n },
      ...(inner ? { meanInnerProduct: { ...inner, n } } : {}),
      ...dominance(vectors, policy, less),
    })),
  };
}
