/** Two methods compared over training seeds and prompts: a bootstrap of two levels, which are crossed. Every policy answered the same prompts. */
import { hypervolume } from '../../src/math/hypervolume.ts';
import { createRng } from '../../src/math/rng.ts';
import { measuredGrid, sameWeighting } from '../../src/math/simplex.ts';
import { mean, percentileInterval, resample } from '../../src/math/statistics.ts';
import { linearUtility } from '../../src/math/utility.ts';
import type { Interval } from '../../src/packs/fields.ts';
import type { ByPrompt, PointByPrompt } from '../evaluate/by-prompt.ts';
import { boxOf, type PackReplicates } from '../evaluate/replicates.ts';
import { familyOf } from '../make-pack/description.ts';

const SEED = 20_261_129;
const RESAMPLES = 2000;

/** What is compared: `equalKl` is the mean inner product where both are equally far from the base. */
export const SEED_STATISTICS = ['hypervolumeShare', 'meanInnerProduct', 'equalKl'] as const;
export type SeedStatistic = (typeof SEED_STATISTICS)[number];

/** What a method reaches: of one policy, or the mean of several that differ in their training seed. */
export interface Reach {
  /** Hypervolume as a share of the box between the reference point and the best single-reward means. */
  readonly hypervolumeShare: number;
  /** Utility at each weighting of the grid, 0 to 1 for the lowest and highest single-reward means. */
  readonly utilities: readonly number[];
  /** KL to the base at each, nats an answer. */
  readonly kl: readonly number[];
}

export interface OverSeeds {
  /** Ids of the policies of either method, one a training seed. */
  readonly policies: readonly [readonly string[], readonly string[]];
  /** First less second. `replicates` are the bootstrap's, in an order that packs of the same prompts share. */
  readonly differences: Readonly<Record<SeedStatistic, { readonly interval: Interval; readonly replicates: readonly number[] }>>;
}

/**
 * Difference of two methods (ids without their `-s<seed>`), with 95 % percentile intervals: in every resample prompts are drawn with
 * replacement, the same for all policies, and of each method's n training seeds n - 1, as n draws of so few would understate their variance
 * by (n - 1) / n (Rao and Wu 1988). A method with one seed keeps it: its interval is over prompts alone.
 * Undefined when the record lacks one of them, or the base.
 */
export function overSeeds(record: ByPrompt, one: string, other: string): OverSeeds | undefined {
  const grid = measuredGrid(record.rewards.length);
  const [members, otherMembers] = [seedsOf(record, one, grid), seedsOf(record, other, grid)];
  const base = record.policies.base?.[0];
  if (!base || members.length === 0 || otherMembers.length === 0) return undefined;
  const counts = promptCounts(record.prompts.length);
  const reachOf = ({ points }: SeedPoints) => counts.map((count) => reach(record, points, grid, count));
  const first = members.map(reachOf);
  const second = otherMembers.map(reachOf);
  const random = createRng(SEED + 1);
  const compared = counts.map((count, replicate) => {
    const pick = (policies: readonly Reach[][]) => {
      const seeds = replicate === 0 ? policies : drawSeeds(policies, random);
      return meanReach(seeds.map((replicates) => replicates[replicate] as Reach));
    };
    const idle = grid.map((w) => linearUtility(w, scaledMeans(record, base, count)));
    return differencesOf(pick(first), pick(second), idle);
  });
  const statistic = (name: SeedStatistic) => {
    const replicates = compared.map((differences) => differences[name]);
    return { interval: percentileInterval(replicates[0] as number, replicates.slice(1)), replicates };
  };
  return {
    policies: [members.map(({ id }) => id), otherMembers.map(({ id }) => id)],
    differences: {
      hypervolumeShare: statistic('hypervolumeShare'),
      meanInnerProduct: statistic('meanInnerProduct'),
      equalKl: statistic('equalKl'),
    },
  };
}

/**
 * The same of hypervolume alone, for policies whose answers are not at hand: from what one bootstrap over prompts drew of each. Undefined when
 * the record lacks one of the methods.
 */
export function hypervolumeOverSeeds(
  { policies }: PackReplicates,
  one: string,
  other: string,
): (Omit<OverSeeds, 'differences'> & { readonly interval: Interval }) | undefined {
  const idsOf = (family: string) => Object.keys(policies).filter((id) => familyOf(id) === family);
  const [ids, otherIds] = [idsOf(one), idsOf(other)];
  if (ids.length === 0 || otherIds.length === 0) return undefined;
  const random = createRng(SEED + 1);
  const size = policies[ids[0] as string]?.hypervolumeShare.length ?? 0;
  const estimates = Array.from({ length: size }, (_, replicate) => {
    const share = (all: readonly string[]) =>
      mean((replicate === 0 ? all : drawSeeds(all, random)).map((id) => policies[id]?.hypervolumeShare[replicate] as number));
    return share(ids) - share(otherIds);
  });
  return { policies: [ids, otherIds], interval: percentileInterval(estimates[0] as number, estimates.slice(1)) };
}

/** n - 1 of n, with replacement; one of one. */
export function drawSeeds<T>(items: readonly T[], random: () => number): T[] {
  return Array.from({ length: Math.max(1, items.length - 1) }, () => items[Math.floor(random() * items.length)] as T);
}

/**
 * First less second. At equal KL the one that went further from the base answers as the base does, so often that both are equally far: its
 * utility then lies on the line to the base's, and its KL is at most that share of its own, as KL is convex. With no more than a coin to
 * mix by it could not do less; a policy trained at the smaller KL may do better.
 * @param idle the base's utility at each weighting.
 */
export function differencesOf(one: Reach, other: Reach, idle: readonly number[]): Record<SeedStatistic, number> {
  const diluted = ({ utilities, kl }: Reach, i: number, budget: number) => {
    const [full, base, far] = [utilities[i] as number, idle[i] as number, kl[i] as number];
    return far <= budget ? full : base + (full - base) * (budget / far);
  };
  const average = (difference: (i: number) => number) => idle.reduce((sum, _, i) => sum + difference(i), 0) / idle.length;
  return {
    hypervolumeShare: one.hypervolumeShare - other.hypervolumeShare,
    meanInnerProduct: average((i) => (one.utilities[i] as number) - (other.utilities[i] as number)),
    equalKl: average((i) => {
      const budget = Math.max(0, Math.min(one.kl[i] as number, other.kl[i] as number));
      return diluted(one, i, budget) - diluted(other, i, budget);
    }),
  };
}

/** One training seed of a method, with its points in the grid's order. */
export interface SeedPoints {
  readonly id: string;
  readonly points: readonly PointByPrompt[];
}

/** The policies of a family that were measured on the whole grid. */
export function seedsOf(record: ByPrompt, family: string, grid: readonly number[][]): SeedPoints[] {
  return Object.keys(record.policies).flatMap((id) => {
    const points = familyOf(id) === family ? onGrid(record, id, grid) : undefined;
    return points ? [{ id, points }] : [];
  });
}

/** How often each prompt counts: once, then in every resample. The same resamples for all statistics of a record. */
export function promptCounts(prompts: number): Uint16Array[] {
  const all = Array.from({ length: prompts }, (_, i) => i);
  return [all, ...resample(prompts, { seed: SEED, resamples: RESAMPLES })].map((draw) => countsOf(draw, prompts));
}

/** A policy's points in the grid's order; undefined when one was not measured. */
function onGrid({ policies }: ByPrompt, id: string, grid: readonly number[][]): readonly PointByPrompt[] | undefined {
  const found = grid.map((w) => policies[id]?.find(({ weights }) => sameWeighting(weights, w)));
  return found.every((point) => point !== undefined) ? found : undefined;
}

function reach(record: ByPrompt, points: readonly PointByPrompt[], grid: readonly number[][], count: Uint16Array): Reach {
  const means = points.map(({ rewards }) => rewards.map((values) => weighted(values, count)));
  return {
    hypervolumeShare: hypervolume(means, record.reference) / boxOf(record),
    utilities: points.map((point, i) => linearUtility(grid[i] as number[], scaledMeans(record, point, count))),
    kl: points.map(({ kl }) => weighted(kl, count)),
  };
}

/** Means of a point's rewards, 0 and 1 of a utility at the ends of the scale. */
export function scaledMeans({ scale }: ByPrompt, { rewards }: PointByPrompt, count: Uint16Array): number[] {
  return rewards.map((values, axis) => {
    const [low, high] = scale[axis] as [number, number];
    return (weighted(values, count) - low) / (high - low);
  });
}

function meanReach(all: readonly Reach[]): Reach {
  const average = (value: (one: Reach) => number) => all.reduce((sum, one) => sum + value(one), 0) / all.length;
  const places = all[0]?.utilities.map((_, i) => i) ?? [];
  return {
    hypervolumeShare: average((one) => one.hypervolumeShare),
    utilities: places.map((i) => average(({ utilities }) => utilities[i] as number)),
    kl: places.map((i) => average(({ kl }) => kl[i] as number)),
  };
}

function countsOf(draw: readonly number[], items: number): Uint16Array {
  const count = new Uint16Array(items);
  for (const i of draw) count[i] = (count[i] as number) + 1;
  return count;
}

/** Mean of one value a prompt, each prompt counted as often as drawn. */
export function weighted(values: readonly number[], count: Uint16Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (values[i] as number) * (count[i] as number);
  return sum / values.length;
}
