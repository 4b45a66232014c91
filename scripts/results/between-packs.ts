/** Two packs on the same prompts: the difference of a difference, on the same resamples. */

import { percentileInterval } from '../../src/math/statistics.ts';
import type { Interval } from '../../src/packs/fields.ts';
import type { PackReplicates } from '../evaluate/replicates.ts';

export interface Gap {
  /** How much better CLP is than Rewarded Soups: in the share of the hypervolume's box, or in regret to gold (theirs less CLP's). */
  readonly statistic: 'hypervolumeShare' | 'regret';
  readonly one: Interval;
  readonly other: Interval;
  /** `one` less `other`. */
  readonly difference: Interval;
}

/** @throws Error when the packs were measured on other prompts or with other resamples. */
export function gapsBetween(one: PackReplicates, other: PackReplicates): Gap[] {
  const same = one.prompts.length === other.prompts.length && one.prompts.every((prompt, i) => prompt === other.prompts[i]);
  if (!same) throw new Error(`${one.pack} and ${other.pack} were measured on different prompts, expected the same in the same order`);
  return (['hypervolumeShare', 'regret'] as const).map((statistic): Gap => {
    const a = advantage(one, statistic);
    const b = advantage(other, statistic);
    if (a.length !== b.length) throw new Error(`${one.pack} has ${a.length} resamples and ${other.pack} ${b.length}, expected as many`);
    return { statistic, one: interval(a), other: interval(b), difference: interval(a.map((value, i) => value - (b[i] as number))) };
  });
}

function advantage({ pack, policies }: PackReplicates, statistic: Gap['statistic']): number[] {
  const { clp, rs } = policies;
  if (!clp || !rs) throw new Error(`${pack} has no replicates of ${clp ? 'rs' : 'clp'}, expected both`);
  const [own, theirs] = [clp[statistic], rs[statistic]];
  if (!own || !theirs) throw new Error(`${pack} has no ${statistic} of clp and rs, expected both`);
  const sign = statistic === 'regret' ? -1 : 1;
  return own.map((value, i) => sign * (value - (theirs[i] as number)));
}

function interval(replicates: readonly number[]): Interval {
  return percentileInterval(replicates[0] as number, replicates.slice(1));
}
