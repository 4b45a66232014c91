/** Methods compared over training seeds and prompts: what front.json has of it, and its table. */
import type { Interval } from '../../src/packs/fields.ts';
import type { Front, SeedComparison } from '../../src/packs/front.ts';
import { atEqualKl } from './equal-kl.ts';
import { table, withInterval } from './markdown.ts';
import { hypervolumeOverSeeds, type OverSeeds, overSeeds, SEED_STATISTICS, type SeedStatistic } from './over-seeds.ts';
import type { PackResults } from './read-results.ts';

/** First less second, by family. */
const PAIRS = [
  ['clp', 'rs'],
  ['bone-soup', 'rs'],
  ['clp', 'bone-soup'],
  ['clp-slow', 'rs-slow'],
] as const;

const NAMES: Readonly<Record<SeedStatistic, string>> = {
  hypervolumeShare: 'hypervolume, share of the box',
  meanInnerProduct: 'mean inner product',
  equalKl: 'the same at equal KL',
};

/** What is compared, and the front that has comparisons of one seed each. */
type SeedRecords = Pick<PackResults, 'byPrompt' | 'replicates'> & { readonly front: Pick<Front, 'comparisons'> };

/**
 * Every pair that was measured, but for one seed of each that the pack's own comparisons have. Of policies whose answers were not kept prompt by
 * prompt the hypervolume alone can be compared: it is, where more seeds have it.
 */
export function compareOverSeeds({ byPrompt, replicates, front }: SeedRecords): SeedComparison[] {
  return PAIRS.flatMap(([policy, less]) => {
    const whole = byPrompt && overSeeds(byPrompt, policy, less);
    const part = replicates && hypervolumeOverSeeds(replicates, policy, less);
    if (whole && !(part && sum(countsOf(part)) > sum(countsOf(whole)))) {
      const { hypervolumeShare, meanInnerProduct, equalKl } = whole.differences;
      const withinKl = atEqualKl(byPrompt, policy, less);
      return [
        {
          ...{ policy, less, seeds: countsOf(whole) },
          hypervolumeShare: hypervolumeShare.interval,
          meanInnerProduct: meanInnerProduct.interval,
          equalKl: equalKl.interval,
          ...(withinKl ? { withinKl } : {}),
        },
      ];
    }
    const known = front.comparisons.some((pair) => [pair.policy, pair.less].includes(policy) && [pair.policy, pair.less].includes(less));
    if (!part || (known && sum(countsOf(part)) === 2)) return [];
    return [{ policy, less, seeds: countsOf(part), hypervolumeShare: part.interval }];
  });
}

/** Undefined without a pair. */
export function seedComparisons(compared: readonly SeedComparison[], labelOf: (policy: string) => string): string | undefined {
  if (compared.length === 0) return undefined;
  const rows = compared.map((one) => [
    `${labelOf(one.policy)} less ${labelOf(one.less)}`,
    one.seeds.join(' and '),
    ...SEED_STATISTICS.map((statistic) => one[statistic] && said(one[statistic])),
  ]);
  return table(['over training seeds and prompts', 'seeds', ...SEED_STATISTICS.map((name) => NAMES[name])], rows);
}

function countsOf({ policies: [one, other] }: Pick<OverSeeds, 'policies'>): [number, number] {
  return [one.length, other.length];
}

const sum = ([one, other]: readonly [number, number]) => one + other;

function said(interval: Interval): string {
  const open = interval.low <= 0 && interval.high >= 0;
  return `${withInterval(interval)}${open ? ', no difference shown yet' : ''}`;
}
