/**
 * Two policies compared at every KL to the base: how much utility each can have within a budget of KL, and the area between the two curves.
 * At a weighting a policy may answer from any point of its grid, or as the base does, or toss a coin between two of them: what it can reach
 * within a budget is the upper concave envelope of (KL, utility). KL is convex, so that the coin costs at most that much.
 */

import { createRng } from '../../src/math/rng.ts';
import { measuredGrid } from '../../src/math/simplex.ts';
import { percentileInterval } from '../../src/math/statistics.ts';
import { linearUtility } from '../../src/math/utility.ts';
import type { SeedComparison } from '../../src/packs/front.ts';
import type { ByPrompt, PointByPrompt } from '../evaluate/by-prompt.ts';
import { decimals, table, withInterval } from './markdown.ts';
import { drawSeeds, promptCounts, scaledMeans, seedsOf, weighted } from './over-seeds.ts';

const SEED = 20_261_131;
/** Budgets that the table shows, nats an answer. */
const SHOWN = [2, 4, 6, 8, 10, 12];

export interface KlPoint {
  readonly kl: number;
  readonly utility: number;
}

export type WithinKl = NonNullable<SeedComparison['withinKl']>;

/** Corners of the upper concave envelope from no KL to where utility is largest; KL rises strictly. An estimate of KL below 0 counts as 0. */
export function envelope(points: readonly KlPoint[]): KlPoint[] {
  const sorted = points.map(({ kl, utility }) => ({ kl: Math.max(0, kl), utility })).sort((a, b) => a.kl - b.kl || b.utility - a.utility);
  const hull: KlPoint[] = [];
  for (const point of sorted) {
    const last = hull.at(-1);
    // Further away and no better.
    if (last && point.utility <= last.utility) continue;
    while (hull.length > 1 && isBelow(hull.at(-1) as KlPoint, hull.at(-2) as KlPoint, point)) hull.pop();
    hull.push(point);
  }
  return hull;
}

/** Whether `middle` lies on or under the line from `left` to `right`. */
function isBelow(middle: KlPoint, left: KlPoint, right: KlPoint): boolean {
  return (middle.utility - left.utility) * (right.kl - left.kl) <= (right.utility - left.utility) * (middle.kl - left.kl);
}

/** The most utility within a budget, by the corners of an envelope that begins at KL 0. */
export function within(hull: readonly KlPoint[], budget: number): number {
  const next = hull.findIndex(({ kl }) => kl > budget);
  if (next === -1) return (hull.at(-1) as KlPoint).utility;
  const [a, b] = [hull[next - 1] as KlPoint, hull[next] as KlPoint];
  return a.utility + ((b.utility - a.utility) * (budget - a.kl)) / (b.kl - a.kl);
}

/** Mean of `within` over all budgets from 0 to `upTo`: the exact area under the envelope, divided by `upTo`. */
export function meanWithin(hull: readonly KlPoint[], upTo: number): number {
  const stops = [...hull.map(({ kl }) => kl).filter((kl) => kl < upTo), upTo];
  const area = stops.slice(1).reduce((sum, stop, i) => {
    const start = stops[i] as number;
    return sum + ((within(hull, start) + within(hull, stop)) / 2) * (stop - start);
  }, 0);
  return area / upTo;
}

/**
 * With 95 % intervals over prompts, and over training seeds as `overSeeds` draws them where there are several. Undefined when the record lacks
 * one of the families, or the base.
 */
export function atEqualKl(record: ByPrompt, one: string, other: string): WithinKl | undefined {
  const grid = measuredGrid(record.rewards.length);
  const families = [seedsOf(record, one, grid), seedsOf(record, other, grid)] as const;
  const base = record.policies.base?.[0];
  if (!base || families.some((members) => members.length === 0)) return undefined;
  const counts = promptCounts(record.prompts.length);
  const furthest = families.map((members) =>
    Math.max(...members.flatMap(({ points }) => points.map(({ kl }) => weighted(kl, counts[0] as Uint16Array)))),
  );
  const upTo = Math.min(...furthest);
  const kls = [...Array.from({ length: Math.ceil(upTo) }, (_, nats) => nats), upTo];
  const curves = families.map((members) =>
    members.map(({ points }) => counts.map((count) => curveOf(record, [base, ...points], grid, count, kls, upTo))),
  );
  const random = createRng(SEED);
  const replicates = counts.map((_, replicate) =>
    curves.map((members) => {
      const drawn = replicate === 0 ? members : drawSeeds(members, random);
      return meanOf(drawn.map((ofSeed) => ofSeed[replicate] as number[]));
    }),
  );
  const differences = (place: number) => replicates.map(([first, second]) => (first?.[place] as number) - (second?.[place] as number));
  const interval = (place: number) => {
    const all = differences(place);
    return percentileInterval(all[0] as number, all.slice(1));
  };
  const [first, second] = replicates[0] as [number[], number[]];
  return {
    budgets: kls.map((kl, i) => ({ kl, policy: first[i] as number, less: second[i] as number, difference: interval(i) })),
    area: interval(kls.length),
  };
}

/** Utility within each budget, then the mean over all of them; means over the grid's weightings. */
function curveOf(
  record: ByPrompt,
  points: readonly PointByPrompt[],
  grid: readonly number[][],
  count: Uint16Array,
  kls: readonly number[],
  upTo: number,
): number[] {
  const reached = points.map((point, i) => ({ kl: i === 0 ? 0 : weighted(point.kl, count), values: scaledMeans(record, point, count) }));
  return meanOf(
    grid.map((w) => {
      const hull = envelope(reached.map(({ kl, values }) => ({ kl, utility: linearUtility(w, values) })));
      return [...kls.map((kl) => within(hull, kl)), meanWithin(hull, upTo)];
    }),
  );
}

function meanOf(rows: readonly (readonly number[])[]): number[] {
  return (rows[0] ?? []).map((_, i) => rows.reduce((sum, row) => sum + (row[i] as number), 0) / rows.length);
}

/** Undefined where no pair was measured. */
export function equalKlPart(compared: readonly SeedComparison[], labelOf: (policy: string) => string): string | undefined {
  const parts = compared.flatMap(({ policy, less, seeds, withinKl }) => {
    if (!withinKl) return [];
    const { budgets, area } = withinKl;
    const rows = budgets
      .filter(({ kl }) => SHOWN.includes(kl))
      .map((budget) => [budget.kl, decimals(budget.policy), decimals(budget.less), withInterval(budget.difference)]);
    const verdict =
      area.low > 0 ? `${labelOf(policy)} has more.` : area.high < 0 ? `${labelOf(less)} has more.` : 'No difference is shown.';
    const upTo = budgets.at(-1)?.kl ?? 0;
    return [
      table(['KL at most, nats an answer', labelOf(policy), labelOf(less), 'difference'], rows),
      `Area between the curves up to ${decimals(upTo, 1)} nats, as the mean difference over all budgets: ${withInterval(area)}. ${verdict} Training seeds: ${seeds.join(' and ')}.`,
    ];
  });
  if (parts.length === 0) return undefined;
  return [
    '**At equal KL**: the most utility that a policy has within a budget of KL, mean over the weightings of the grid. It may answer from any of its points, as the base does, or toss a coin between two (the upper concave envelope of utility over KL). The best of several noisy points is a little too good, for both alike.',
    ...parts,
  ].join('\n\n');
}
