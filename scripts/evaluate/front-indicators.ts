/** Indicators of a policy over the whole grid, and of one policy against another; every one on the same resamples of prompts. */
import type { Comparison, Front, FrontIndicators } from '../../src/engine/pack.ts';
import { aboveChord } from '../../src/math/chord.ts';
import { hypervolume } from '../../src/math/hypervolume.ts';
import { dominatedShare } from '../../src/math/pareto-front.ts';
import { equalWeighting, nearestWeighting, sameWeighting } from '../../src/math/simplex.ts';
import { mean, spearman } from '../../src/math/statistics.ts';
import { expectedUtility, linearUtility, maximumUtilityLoss, meanInnerProduct, meanRegret } from '../../src/math/utility.ts';
import { intervalOf, type Replicates, type Resampling, rounded } from './resampling.ts';

type Vectors = readonly (readonly number[])[];

/** A policy's points, resampled. Means are in the rewards' own units. */
export interface Curve {
  readonly id: string;
  readonly weightings: Vectors;
  /** [1 + resamples][points][axes]. */
  readonly means: readonly Vectors[];
  /** By group of prompts, as `means`. */
  readonly groups: ReadonlyMap<string, readonly Vectors[]>;
  /** [points][1 + resamples], nats per token. */
  readonly nll: readonly Replicates[];
}

export interface Yardstick {
  readonly rewards: readonly string[];
  readonly reference: readonly number[];
  readonly scale: readonly (readonly [number, number])[];
  readonly resampling: Resampling;
  /** The base's own NLL. */
  readonly baseNll: Replicates;
  /** Trained at single weightings of the grid: what the others are to reach there. */
  readonly gold?: Curve;
  /** Per replicate, points that are best for some weighting among those of all policies. */
  readonly supporting: readonly Vectors[];
}

/** The statistics that policies are compared by, before their intervals. */
export interface Statistics {
  readonly hypervolume: Replicates;
  readonly meanInnerProduct: Replicates;
  readonly centre: Replicates;
  readonly spread: Replicates;
  readonly steerability: Replicates;
  readonly regret?: Replicates;
}

/** Rewards as shares of the way from the lowest to the highest of `scale`. */
export function scaled(points: Vectors, scale: Yardstick['scale']): number[][] {
  return points.map((point) => point.map((value, i) => (value - (scale[i]?.[0] ?? 0)) / ((scale[i]?.[1] ?? 1) - (scale[i]?.[0] ?? 0))));
}

/** Per replicate: for every weighting of the grid, the best scaled point of any of these policies. */
export function supportingPoints(
  curves: readonly Curve[],
  weightings: Vectors,
  { scale, resampling }: Pick<Yardstick, 'scale' | 'resampling'>,
) {
  return Array.from({ length: resampling.size }, (_, replicate): Vectors => {
    const points = curves.flatMap(({ means }) => scaled(means[replicate] as Vectors, scale));
    return weightings.map((w) => {
      const utilities = points.map((point) => linearUtility(w, point));
      return points[utilities.indexOf(Math.max(...utilities))] as number[];
    });
  });
}

/** @param whole the curve with what was measured beside the grid, where gold may lie. */
export function statisticsOf(curve: Curve, whole: Curve, yardstick: Yardstick): Statistics {
  const { rewards, reference, scale, resampling, gold } = yardstick;
  const { weightings } = curve;
  const at = (replicate: number) => curve.means[replicate] as Vectors;
  const all = rewards.map((_, axis) => axis);
  const centre = nearestWeighting(equalWeighting(rewards.length), weightings);
  return {
    hypervolume: resampling.each((replicate) => hypervolume(at(replicate), reference)),
    meanInnerProduct: resampling.each((replicate) => meanInnerProduct(scaled(at(replicate), scale), weightings)),
    centre: utilityAt(curve, centre, yardstick),
    spread: resampling.each((replicate) => mean(all.map((axis) => range(column(scaled(at(replicate), scale), axis))))),
    steerability: resampling.each((replicate) => mean(all.map((axis) => spearman(column(weightings, axis), column(at(replicate), axis))))),
    ...(gold ? { regret: regretOf(whole, gold, yardstick) } : {}),
  };
}

export function indicatorsOf(curve: Curve, statistics: Statistics, yardstick: Yardstick): FrontIndicators {
  const { rewards, reference, scale, resampling, baseNll, supporting } = yardstick;
  const { weightings, nll, groups } = curve;
  const at = (replicate: number) => curve.means[replicate] as Vectors;
  const scaledAt = (replicate: number) => scaled(at(replicate), scale);
  const axes = rewards.map((_, axis) => axis);
  const perReward = <T>(value: (axis: number) => T) => Object.fromEntries(axes.map((axis) => [rewards[axis] as string, value(axis)]));
  const count = aboveChord(at(0), weightings);
  const byGroup = [...groups].map(([group, means]) => ({
    group,
    inner: resampling.each((replicate) => meanInnerProduct(scaled(means[replicate] as Vectors, scale), weightings)),
  }));
  const worst = byGroup.reduce<(typeof byGroup)[number] | undefined>(
    (low, one) => (low && (low.inner[0] as number) <= (one.inner[0] as number) ? low : one),
    undefined,
  );
  return {
    hypervolume: intervalOf(statistics.hypervolume),
    edges: Object.fromEntries(
      axes.flatMap((i) =>
        axes
          .filter((j) => j > i)
          .map((j) => {
            const onEdge = weightings.flatMap((w, point) => (axes.every((k) => k === i || k === j || w[k] === 0) ? [point] : []));
            const volume = (replicate: number) =>
              hypervolume(
                onEdge.map((point) => [at(replicate)[point]?.[i] as number, at(replicate)[point]?.[j] as number]),
                [reference[i] as number, reference[j] as number],
              );
            return [`${rewards[i]}+${rewards[j]}`, intervalOf(resampling.each(volume))];
          }),
      ),
    ),
    steerability: perReward((axis) => rounded(spearman(column(weightings, axis), column(at(0), axis)))),
    range: perReward((axis) => intervalOf(resampling.each((replicate) => range(column(at(replicate), axis))))),
    ends: perReward((axis) => intervalOf(resampling.each((replicate) => endsApart(at(replicate), weightings, axis)))),
    expectedUtility: intervalOf(resampling.each((replicate) => expectedUtility(scaledAt(replicate), weightings))),
    meanInnerProduct: intervalOf(statistics.meanInnerProduct),
    maximumUtilityLoss: intervalOf(
      resampling.each((replicate) => maximumUtilityLoss(scaledAt(replicate), supporting[replicate] as Vectors, weightings)),
    ),
    aboveChord: { count: intervalOf(resampling.each((replicate) => aboveChord(at(replicate), weightings).above)), of: count.of },
    ...(worst ? { worstGroup: { group: worst.group, meanInnerProduct: intervalOf(worst.inner) } } : {}),
    nllAboveBase: intervalOf(
      resampling.each((replicate) => Math.max(...nll.map((point) => point[replicate] as number)) - (baseNll[replicate] as number)),
    ),
    ...(statistics.regret ? { regret: intervalOf(statistics.regret) } : {}),
  };
}

/** Paired: both policies on the same resamples of prompts. */
export function compare(one: Curve, other: Curve, of: ReadonlyMap<string, Statistics>, { resampling }: Yardstick): Comparison {
  const a = of.get(one.id) as Statistics;
  const b = of.get(other.id) as Statistics;
  const less = (p: Replicates, q: Replicates) => intervalOf(p.map((value, replicate) => value - (q[replicate] as number)));
  const share = (points: Curve, others: Curve) =>
    intervalOf(resampling.each((replicate) => dominatedShare(points.means[replicate] as Vectors, others.means[replicate] as Vectors)));
  return {
    policy: one.id,
    less: other.id,
    hypervolume: less(a.hypervolume, b.hypervolume),
    meanInnerProduct: less(a.meanInnerProduct, b.meanInnerProduct),
    centre: less(a.centre, b.centre),
    spread: less(a.spread, b.spread),
    steerability: less(a.steerability, b.steerability),
    ...(a.regret && b.regret ? { regret: less(a.regret, b.regret) } : {}),
    dominates: share(other, one),
    dominated: share(one, other),
  };
}

/** Every point of a policy that was trained at single weightings, against all that was measured there, itself left out. */
export function trainedPoints(trained: Curve, curves: readonly Curve[], yardstick: Yardstick): NonNullable<Front['trained']> {
  return trained.weightings.map((weights, point) => {
    const own = utilityAt(trained, point, yardstick);
    const above = curves.flatMap((other) => {
      const place = placeOf(weights, other);
      if (other.id === trained.id || place < 0) return [];
      const reached = utilityAt(other, place, yardstick);
      return [{ policy: other.id, utility: intervalOf(own.map((utility, replicate) => utility - (reached[replicate] as number))) }];
    });
    return { policy: trained.id, weights: [...weights], utility: intervalOf(own), above };
  });
}

function utilityAt({ means, weightings }: Curve, point: number, { scale, resampling }: Yardstick): Replicates {
  const w = weightings[point] as readonly number[];
  return resampling.each((replicate) => linearUtility(w, scaled([means[replicate]?.[point] as readonly number[]], scale)[0] as number[]));
}

function placeOf(weights: readonly number[], { weightings }: Curve): number {
  return weightings.findIndex((w) => sameWeighting(w, weights));
}

/** The part of a curve that lies on the grid, in the grid's order; undefined when it was not measured on the whole of it. */
export function onGrid(curve: Curve, grid: Vectors): Curve | undefined {
  const places = grid.map((w) => placeOf(w, curve));
  if (places.includes(-1)) return undefined;
  const pick = <T>(items: readonly T[]) => places.map((place) => items[place] as T);
  return {
    id: curve.id,
    weightings: pick(curve.weightings),
    means: curve.means.map(pick),
    groups: new Map([...curve.groups].map(([group, means]) => [group, means.map(pick)])),
    nll: pick(curve.nll),
  };
}

/** At the gold policies' weightings only. @throws RangeError when the curve was not measured at one of them. */
function regretOf(curve: Curve, gold: Curve, { scale, resampling }: Yardstick): Replicates {
  const places = gold.weightings.map((w) => {
    const place = placeOf(w, curve);
    if (place < 0) throw new RangeError(`gold at [${w.join(', ')}] is no weighting of ${curve.id}: expected it to be measured there`);
    return place;
  });
  return resampling.each((replicate) => {
    const points = scaled(curve.means[replicate] as Vectors, scale);
    const reached = places.map((place) => points[place] as number[]);
    return meanRegret(reached, scaled(gold.means[replicate] as Vectors, scale), gold.weightings);
  });
}

/** A reward at its own corner less its mean at the other corners. */
function endsApart(points: Vectors, weightings: Vectors, axis: number): number {
  const corners = points.flatMap((point, i) =>
    weightings[i]?.includes(1) ? [{ own: weightings[i]?.[axis] === 1, value: point[axis] as number }] : [],
  );
  const valuesOf = (own: boolean) => mean(corners.filter((corner) => corner.own === own).map(({ value }) => value));
  return valuesOf(true) - valuesOf(false);
}

function range(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

function column(rows: Vectors, axis: number): number[] {
  return rows.map((row) => row[axis] as number);
}
