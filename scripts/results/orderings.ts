/**
 * What the papers say about which method is better, and the statistic that decides it here. Only claims that were found in the papers
 * themselves (abstract, code or README); what is remembered of them is left out.
 */

import { findMethod } from '../../src/methods/registry.ts';
import type { Interval } from '../../src/packs/fields.ts';
import type { Front } from '../../src/packs/front.ts';
import type { Pack } from '../../src/packs/pack.ts';

export type Verdict = 'reproduced' | 'refused' | 'open';

export interface Finding {
  readonly claim: string;
  readonly source: string;
  /** What was compared, with its figures. */
  readonly statistic: string;
  readonly difference: Interval;
  readonly verdict: Verdict;
}

/** What a statistic sees of a pack. */
export interface Measured {
  readonly pack: Pack;
  readonly front: Front;
  readonly bytes: ReadonlyMap<string, number>;
}

/** A number that is above 0 when the claim holds for the two policies; undefined when it was not measured. */
type Statistic = (measured: Measured, over: string, under: string) => Interval | undefined;

interface Ordering {
  readonly claim: string;
  readonly source: string;
  readonly packs: readonly string[];
  /** Every policy of `over` against every one of `under`. */
  readonly over: readonly string[];
  readonly under: readonly string[];
  readonly statistics: Readonly<Record<string, Statistic>>;
}

const CLP = 'CLP, arXiv 2407.15762';

const compared =
  (field: 'hypervolume' | 'meanInnerProduct' | 'centre' | 'spread' | 'steerability'): Statistic =>
  ({ front }, over, under) => {
    const forward = front.comparisons.find(({ policy, less }) => policy === over && less === under);
    if (forward) return forward[field];
    const backward = front.comparisons.find(({ policy, less }) => policy === under && less === over)?.[field];
    return backward && { mean: -backward.mean, low: -backward.high, high: -backward.low };
  };

/** Share of the other's points that are dominated, less the share of one's own; the interval is the widest that the two allow. */
const domination: Statistic = ({ front }, over, under) => {
  const forward = front.comparisons.find(({ policy, less }) => policy === over && less === under);
  const backward = front.comparisons.find(({ policy, less }) => policy === under && less === over);
  const [own, other] = forward ? [forward.dominates, forward.dominated] : [backward?.dominated, backward?.dominates];
  return own && other && apart(own, other);
};

/** Hypervolume a megabyte of adapters. */
const perMegabyte: Statistic = ({ front, bytes }, over, under) => {
  const share = (id: string): Interval | undefined => {
    const volume = front.policies.find((policy) => policy.id === id)?.indicators?.hypervolume;
    const megabytes = (bytes.get(id) ?? 0) / 1e6;
    return volume && { mean: volume.mean / megabytes, low: volume.low / megabytes, high: volume.high / megabytes };
  };
  const [own, other] = [share(over), share(under)];
  return own && other && apart(own, other);
};

/** Weightings above the chord beyond half of them. */
const chord: Statistic = ({ front }, over) => {
  const above = front.policies.find((policy) => policy.id === over)?.indicators?.aboveChord;
  if (!above) return undefined;
  const beyond = (value: number) => value / above.of - 0.5;
  return { mean: beyond(above.count.mean), low: beyond(above.count.low), high: beyond(above.count.high) };
};

/** Utility at the weightings where both were trained, with a twentieth of the scale as the margin of "as good". */
const asGood: Statistic = ({ front }, over, under) => {
  const point = front.trained?.find(({ policy, above }) => policy === over && above.some((one) => one.policy === under));
  const difference = point?.above.find((one) => one.policy === under)?.utility;
  return difference && { mean: difference.mean + 0.05, low: difference.low + 0.05, high: difference.high + 0.05 };
};

/** Forward passes a token: what the method says it runs. */
const passes: Statistic = ({ pack }, over, under) => {
  const passesOf = (id: string) => {
    const policy = pack.policies.find((one) => one.id === id);
    return policy && findMethod(policy.method).forwardPasses(pack.rewards.length, policy.options);
  };
  const [own, other] = [passesOf(over), passesOf(under)];
  if (own === undefined || other === undefined) return undefined;
  const difference = other - own;
  return { mean: difference, low: difference, high: difference };
};

export const ORDERINGS: readonly Ordering[] = [
  {
    claim: 'CLP Pareto-dominates Rewarded Soups',
    source: CLP,
    packs: ['voice', 'dial', 'fork', 'twins'],
    over: ['clp'],
    under: ['rs'],
    statistics: { 'hypervolume, difference': compared('hypervolume'), 'share of dominated points, theirs less ours': domination },
  },
  {
    claim: 'full and attention CLP have a wider front than logit CLP and prompting',
    source: CLP,
    packs: ['voice'],
    over: ['clp', 'clp-full'],
    under: ['clp-logit', 'prompt', 'prompt-trained'],
    statistics: { 'range of the rewards, difference': compared('spread') },
  },
  {
    claim: 'full and attention CLP are more steerable than logit CLP and prompting',
    source: CLP,
    packs: ['voice'],
    over: ['clp', 'clp-full'],
    under: ['clp-logit', 'prompt', 'prompt-trained'],
    statistics: { 'Spearman, mean over rewards, difference': compared('steerability') },
  },
  {
    claim: 'attention CLP has the best front per parameter',
    source: CLP,
    packs: ['voice'],
    over: ['clp'],
    under: ['clp-full', 'clp-logit'],
    statistics: { 'hypervolume a megabyte of adapters, difference': perMegabyte },
  },
  {
    claim: 'CLP costs half of DeRa a token',
    source: CLP,
    packs: ['dial'],
    over: ['clp'],
    under: ['dera'],
    statistics: { 'forward passes a token, saved': passes },
  },
  {
    claim: 'interpolated weights lie above the chord of the experts',
    source: 'Rewarded Soups, arXiv 2306.04488',
    packs: ['voice', 'fork', 'twins'],
    over: ['rs'],
    under: ['rs'],
    statistics: { 'share of weightings above the chord, beyond a half': chord },
  },
  {
    claim: 'decoding with all experts beats merging their parameters at equal weights',
    source: 'MOD, arXiv 2406.18853',
    packs: ['voice', 'fork', 'twins'],
    over: ['mod'],
    under: ['rs', 'rs-factor'],
    statistics: { 'utility at equal weights, difference': compared('centre') },
  },
  {
    claim: 'MODPO is as good as reinforcement learning at its weighting',
    source: 'MODPO, arXiv 2310.03708',
    packs: ['voice'],
    over: ['modpo'],
    under: ['gold'],
    statistics: { 'utility at the weighting, difference with a margin of 0.05': asGood },
  },
];

/** Above 0 beyond the interval: reproduced; below: refused; otherwise the interval leaves it open. */
export function verdictOf({ low, high }: Interval): Verdict {
  if (low > 0) return 'reproduced';
  return high < 0 ? 'refused' : 'open';
}

/** Every ordering that this pack can decide, and the policies that were not measured. */
export function findingsOf(measured: Measured, orderings: readonly Ordering[] = ORDERINGS): { findings: Finding[]; missing: string[] } {
  const { pack } = measured;
  const labelOf = (id: string) => pack.policies.find((policy) => policy.id === id)?.label ?? id;
  const has = (id: string) => measured.front.policies.some((policy) => policy.id === id);
  const asked = orderings.filter(({ packs }) => packs.includes(pack.id));
  const findings = asked.flatMap(({ claim, source, over, under, statistics }) =>
    over.flatMap((one) =>
      under.flatMap((other) =>
        Object.entries(statistics).flatMap(([name, statistic]): Finding[] => {
          const difference = statistic(measured, one, other);
          if (!difference) return [];
          const pair = one === other ? labelOf(one) : `${labelOf(one)} against ${labelOf(other)}`;
          return [{ claim, source, statistic: `${pair}: ${name}`, difference, verdict: verdictOf(difference) }];
        }),
      ),
    ),
  );
  const named = new Set(asked.flatMap(({ over, under }) => [...over, ...under]));
  return { findings, missing: [...named].filter((id) => !has(id)) };
}

/** a - b, as wide as it can be where the two do not share their resamples. */
function apart(a: Interval, b: Interval): Interval {
  return { mean: a.mean - b.mean, low: a.low - b.high, high: a.high - b.low };
}
