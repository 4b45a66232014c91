/** The table of methods compared over training seeds and prompts. */
import type { Interval } from '../../src/packs/fields.ts';
import { table, withInterval } from './markdown.ts';
import { overSeeds, SEED_STATISTICS, type SeedStatistic } from './over-seeds.ts';
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

/** Undefined where a pack has no record by prompt, or no pair of it was measured. */
export function seedComparisons({ byPrompt, pack, labels }: PackResults): string | undefined {
  if (!byPrompt) return undefined;
  const labelOf = (id: string) => pack.policies.find((policy) => policy.id === id)?.label ?? labels.get(id) ?? id;
  const rows = PAIRS.flatMap(([one, other]) => {
    const found = overSeeds(byPrompt, one, other);
    if (!found) return [];
    const [first, second] = found.policies;
    const cells = SEED_STATISTICS.map((name) => said(found.differences[name].interval));
    return [[`${labelOf(one)} less ${labelOf(other)}`, `${first.length} and ${second.length}`, ...cells]];
  });
  if (rows.length === 0) return undefined;
  return table(['over training seeds and prompts', 'seeds', ...SEED_STATISTICS.map((name) => NAMES[name])], rows);
}

function said(interval: Interval): string {
  const open = interval.low <= 0 && interval.high >= 0;
  return `${withInterval(interval)}${open ? ', no difference shown yet' : ''}`;
}
