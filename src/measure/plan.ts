/** Which policies are measured at which weightings on which prompts, in the order in which a partial run is most telling. */

import { cornerWeighting, measuredGrid, sameWeighting, tenthsGrid } from '../math/simplex.ts';
import { findMethod } from '../methods/registry.ts';
import type { Pack, Policy } from '../packs/pack.ts';

/** Which prompts: those that nothing was tuned on, or those that set the reference point. */
export type Split = 'held_out' | 'tune';

/** One policy at one weighting with one seed: all prompts of a split, as one batch. */
export interface Job {
  readonly policy: string;
  /** Empty for the base. */
  readonly weights: readonly number[];
  readonly split: Split;
  /** Index of the seed in the evaluation's list. */
  readonly repeat: number;
}

export function jobKey({ policy, weights, split, repeat }: Job): string {
  return `${policy} ${split} ${weights.map((weight) => weight.toFixed(4)).join(',')} ${repeat}`;
}

export interface PlanOptions {
  /** Policy ids, beside the base; default: all but those of single rewards, which are the corners of Rewarded Soups. */
  readonly policies?: readonly string[];
  /** Weightings of each policy, corners first; default: all. */
  readonly points?: number;
  /** Seeds on the held-out prompts; default 1. The tuning prompts are answered once. */
  readonly repeats?: number;
  /** Of three rewards all of the simplex in tenths too, beside the grid of a published front; default false. */
  readonly tenths?: boolean;
  /** Whether the tuning prompts are wanted; default true. */
  readonly reference?: boolean;
}

/**
 * The base and the single-reward corners on the tuning prompts (they set the reference point of hypervolumes), then the base and, by
 * turns, every policy on the held-out prompts: corners, edges, interior; a policy trained at some weightings at those alone. The second seed
 * starts when every point has the first, so that a run without time has a whole front of fewer seeds.
 * @throws RangeError when a policy is unknown.
 */
export function planJobs(
  pack: Pack,
  { policies, points = Infinity, repeats = 1, tenths = false, reference: wanted = true }: PlanOptions,
): Job[] {
  const measurable = pack.policies.filter(({ method }) => method !== 'single');
  const base = measurable.find(({ method }) => method === 'base');
  if (!base) throw new RangeError(`pack ${pack.id} has no base policy, expected one as the reference`);
  const ids = measurable.map(({ id }) => id);
  const unknown = policies?.find((id) => !ids.includes(id));
  if (unknown !== undefined) throw new RangeError(`no policy ${unknown} to measure, expected some of ${ids.join(', ')}`);

  const experts = measurable.find(({ method }) => method === 'rs') ?? measurable.find(({ method }) => method === 'clp');
  const corners = pack.rewards.map((_, i) => cornerWeighting(pack.rewards.length, i));
  const reference: Job[] = [
    { policy: base.id, weights: [], split: 'tune', repeat: 0 },
    ...(experts ? corners.map((weights): Job => ({ policy: experts.id, weights, split: 'tune', repeat: 0 })) : []),
  ];
  const spread = (weights: readonly number[]) => weights.filter((weight) => weight > 0).length;
  const measured = measurable
    .filter(({ id }) => id === base.id || (policies?.includes(id) ?? true))
    .flatMap((policy) =>
      measuredWeightings(policy, pack, tenths)
        .sort((a, b) => spread(a) - spread(b))
        .slice(0, points)
        .map((weights, turn) => ({ policy: policy.id, weights, turn })),
    )
    .sort((a, b) => a.turn - b.turn)
    .map(({ policy, weights }) => ({ policy, weights }));
  const passes = Array.from({ length: repeats }, (_, repeat) => measured.map((job): Job => ({ ...job, split: 'held_out', repeat })));
  return [...(wanted ? reference : []), ...passes.flat()];
}

/**
 * The weightings that a policy is measured at: the grid, the tenths where they are wanted, and where some policy was trained, as what the others
 * reach there is asked too.
 */
export function measuredWeightings(
  { method, points = [] }: Pick<Policy, 'method' | 'points'>,
  pack: Pick<Pack, 'rewards' | 'policies'>,
  tenths = false,
): number[][] {
  const { steers } = findMethod(method);
  if (steers === 'nowhere') return [[]];
  if (steers === 'at its points') return points.map(({ weights }) => [...weights]);
  const grid = measuredGrid(pack.rewards.length);
  const trainedAt = pack.policies.flatMap((policy) => (policy.points ?? []).map(({ weights }) => weights));
  for (const weights of [...(tenths ? tenthsGrid(pack.rewards.length) : []), ...trainedAt]) {
    if (!grid.some((w) => sameWeighting(w, weights))) grid.push([...weights]);
  }
  return grid;
}

/**
 * The engine's seed of an answer. Every prompt has noise of its own, or one lucky draw would move all prompts and no bootstrap over prompts
 * would know.
 * @param seed Of the evaluation's list.
 * @param prompt Its place among the pack's held-out prompts, those of the tuning split after them.
 */
export function engineSeed(seed: number, prompt: number): number {
  return 1000 * seed + prompt;
}

/** The evaluation's seed that an engine's was made of. */
export function evaluationSeed(engine: number): number {
  return Math.floor(engine / 1000);
}
