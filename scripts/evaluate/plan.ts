/** Which policies are measured at which weightings on which prompts, in the order in which a partial run is most telling. */
import type { Pack } from '../../src/engine/pack.ts';
import { cornerWeighting, measuredGrid } from '../../src/math/simplex.ts';
import type { Split } from './pack-files.ts';

/** One policy at one weighting: all prompts of a split and all seeds, as one batch. */
export interface Job {
  readonly policy: string;
  /** Empty for the base. */
  readonly weights: readonly number[];
  readonly split: Split;
}

export function jobKey({ policy, weights, split }: Job): string {
  return `${policy} ${split} ${weights.map((weight) => weight.toFixed(4)).join(',')}`;
}

export interface PlanOptions {
  /** Policy ids; default: the base and every policy that takes a weighting of all rewards. */
  readonly policies?: readonly string[];
  /** Weightings of each policy, corners first; default: all. */
  readonly points?: number;
}

/**
 * The base and the single-reward corners on the tuning prompts (they set the reference point of hypervolumes), then the base and, by
 * turns, every policy on the held-out prompts: corners, edges, interior.
 * @throws RangeError when a policy is unknown.
 */
export function planJobs(pack: Pack, { policies, points = Infinity }: PlanOptions): Job[] {
  const steered = pack.policies.filter(({ method }) => method !== 'base' && method !== 'single').map(({ id }) => id);
  const base = pack.policies.find(({ method }) => method === 'base');
  if (!base) throw new RangeError(`pack ${pack.id} has no base policy, expected one as the reference`);
  const chosen = policies ?? [base.id, ...steered];
  const unknown = chosen.find((id) => id !== base.id && !steered.includes(id));
  if (unknown !== undefined) throw new RangeError(`no policy ${unknown} to measure, expected some of ${[base.id, ...steered].join(', ')}`);

  const experts = pack.policies.find(({ method }) => method === 'rs') ?? pack.policies.find(({ id }) => steered.includes(id));
  const corners = pack.rewards.map((_, i) => cornerWeighting(pack.rewards.length, i));
  const reference: Job[] = [
    { policy: base.id, weights: [], split: 'tune' },
    ...(experts ? corners.map((weights): Job => ({ policy: experts.id, weights, split: 'tune' })) : []),
  ];
  const spread = (weights: readonly number[]) => weights.filter((weight) => weight > 0).length;
  const grid = measuredGrid(pack.rewards.length)
    .sort((a, b) => spread(a) - spread(b))
    .slice(0, points);
  const measured = grid.flatMap((weights) =>
    chosen.filter((id) => id !== base.id).map((policy): Job => ({ policy, weights, split: 'held_out' })),
  );
  return [...reference, ...(chosen.includes(base.id) ? [{ policy: base.id, weights: [], split: 'held_out' } as const] : []), ...measured];
}
