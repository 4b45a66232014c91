/** Policies as resampled points, and what they are held against. */
import { sameWeighting } from '../math/simplex.ts';
import { linearUtility, meanRegret } from '../math/utility.ts';
import type { Replicates, Resampling } from './resampling.ts';

export type Vectors = readonly (readonly number[])[];

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

/** Utility of one of a curve's points at its own weighting. */
export function utilityAt({ means, weightings }: Curve, point: number, { scale, resampling }: Yardstick): Replicates {
  const w = weightings[point] as readonly number[];
  return resampling.each((replicate) => linearUtility(w, scaled([means[replicate]?.[point] as readonly number[]], scale)[0] as number[]));
}

/** Index of a curve's point at a weighting, -1 when it was not measured there. */
export function placeOf(weights: readonly number[], { weightings }: Curve): number {
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
export function regretOf(curve: Curve, gold: Curve, { scale, resampling }: Yardstick): Replicates {
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
