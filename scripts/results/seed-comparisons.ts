/** The table of methods compared over training seeds and prompts. */
import type { Interval } from '../../src/packs/fields.ts';
import { table, withInterval } from './markdown.ts';
import { hypervolumeOverSeeds, overSeeds, SEED_STATISTICS, type SeedStatistic } from './over-seeds.ts';
import type { PackResults } from './read-results.ts';

/** First less second, by family. */
const PAIRS = [
  ['clp', 'rs'],
  ['bone-soup', 'rs'],
  ['clp', 'bone-soup'],
] as const;

const NAMES: Readonly<Record<SeedStatistic, string>> = {
  hypervolumeShare: 'hypervolume, share of the box',
  meanInnerProduct: 'mean inner product',
  equalKl: 'the same at equal KL',
};

/**
 * Undefined where no pair was measured, but for one seed of each that the pack's own comparisons have. Of policies whose answers were not kept by prompt the hypervolume alone can be compared.
 */
export function seedComparisons({ byPrompt, replicates, front, pack, labels }: PackResults): string | undefined {
  const labelOf = (id: string) => pack.policies.find((policy) => policy.id === id)?.label ?? labels.get(id) ?? id;
  const rows = PAIRS.flatMap(([one, other]) => {
    const whole = byPrompt && overSeeds(byPrompt, one, other);
    const part = replicates && hypervolumeOverSeeds(replicates, one, other);
    const seedsOf = (policies: readonly [readonly string[], readonly string[]]) => policies.reduce((sum, ids) => sum + ids.length, 0);
    const name = `${labelOf(one)} less ${labelOf(other)}`;
    if (whole && !(part && seedsOf(part.policies) > seedsOf(whole.policies))) {
      const cells = SEED_STATISTICS.map((statistic) => said(whole.differences[statistic].interval));
      return [[name, counted(whole.policies), ...cells]];
    }
    const known = front.comparisons.some(({ policy, less }) => [policy, less].includes(one) && [policy, less].includes(other));
    return part && !(known && seedsOf(part.policies) === 2) ? [[name, counted(part.policies), said(part.interval)]] : [];
  });
  if (rows.length === 0) return undefined;
  return table(['over training seeds and prompts', 'seeds', ...SEED_STATISTICS.map((name) => NAMES[name])], rows);
}

function counted([first, second]: readonly [readonly string[], readonly string[]]): string {
  return `${first.length} and ${second.length}`;
}

function said(interval: Interval): string {
  const open = interval.low <= 0 && interval.high >= 0;
  return `${withInterval(interval)}${open ? ', no difference shown yet' : ''}`;
}
