/** Indicators of a policy over the whole grid, every one on the same resamples of prompts. */

import { aboveChord } from '../math/chord.ts';
import { hypervolume } from '../math/hypervolume.ts';
import { equalWeighting, nearestWeighting } from '../math/simplex.ts';
import { mean, spearman } from '../math/statistics.ts';
import { expectedUtility, maximumUtilityLoss, meanInnerProduct } from '../math/utility.ts';
import type { FrontIndicators } from '../packs/front.ts';
import { type Curve, regretOf, scaled, utilityAt, type Vectors, type Yardstick } from './curves.ts';
import { intervalOf, type Replicates, rounded } from './resampling.ts';

/** The statistics that policies are compared by, before their intervals. */
export interface Statistics {
  readonly hypervolume: Replicates;
  readonly meanInnerProduct: Replicates;
  readonly centre: Replicates;
  readonly spread: Replicates;
  readonly steerability: Replicates;
  readonly regret?: Replicates;
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
