/** One policy against another, and what was trained at one weighting against all that was steered there. */

import { dominatedShare } from '../math/pareto-front.ts';
import type { Comparison, Front } from '../packs/front.ts';
import { type Curve, placeOf, utilityAt, type Vectors, type Yardstick } from './curves.ts';
import type { Statistics } from './front-indicators.ts';
import { intervalOf, type Replicates } from './resampling.ts';

/** Paired: both policies on the same resamples of prompts. */
export function comparePolicies(one: Curve, other: Curve, of: ReadonlyMap<string, Statistics>, { resampling }: Yardstick): Comparison {
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
