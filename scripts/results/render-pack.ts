/** One pack's part of docs/results.md. */
import { autoPart } from './auto.ts';
import { equalKlPart } from './equal-kl.ts';
import { decimals, listed, withInterval } from './markdown.ts';
import { type Finding, findingsOf } from './orderings.ts';
import { budgetTable, frontTable, seedTable, variantTable } from './policy-tables.ts';
import { labelOf, type PackResults } from './read-results.ts';
import { alongTheSlider, endsTable, sliderTable, trainedTable } from './reward-tables.ts';
import { compareOverSeeds, seedComparisons } from './seed-comparisons.ts';
import { seedEndsTable } from './seed-ends.ts';
import { sliderEffectsPart } from './slider-effects.ts';

export function renderPack(results: PackResults): string {
  const { pack, front, replicas, labels } = results;
  const compared = compareOverSeeds(results);
  const nameOf = (id: string) => pack.policies.find((policy) => policy.id === id)?.label ?? labels.get(id) ?? id;
  const scale = front.scale?.map(([low, high]) => `${decimals(low)} to ${decimals(high)}`).join(', ');
  return [
    `## ${pack.label}: ${pack.rewards.join(', ')}`,
    `${pack.task}. ${front.prompts.length} held-out prompts, seed${front.seeds.length > 1 ? 's' : ''} ${front.seeds.join(', ')}, temperature ${pack.temperature}, at most ${pack.maxTokens} tokens. Reference point (${listed(front.reference, 4)})${scale ? `; 0 and 1 of a utility: ${scale}` : ''}. Measured at commit ${front.commit.slice(0, 10)}${addedLater(results)}.`,
    budgetTable(results),
    frontTable(results),
    sliderTable(results),
    endsTable(results),
    trainedTable(results),
    pack.rewards.length === 2 ? alongTheSlider(results) : undefined,
    replicas ? variantTable(results, replicas) : undefined,
    replicas ? seedTable(results) : undefined,
    seedEndsTable(results.byPrompt, nameOf),
    seedComparisons(compared, nameOf),
    equalKlPart(compared, nameOf),
    sliderEffectsPart(results),
    autoPart(results),
    orderings(results),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

/** Policies that were added to the front by a later measurement. */
function addedLater({ pack, front }: PackResults): string {
  return front.policies
    .flatMap(({ id, commit }) => (commit === undefined ? [] : [`; ${labelOf(pack, id)} at ${commit.slice(0, 10)}`]))
    .join('');
}

function orderings(results: PackResults): string | undefined {
  const { findings, missing } = findingsOf(results);
  if (findings.length === 0 && missing.length === 0) return undefined;
  const line = ({ claim, source, statistic, difference, verdict }: Finding) =>
    `- **${verdict}**: ${claim} (${source}). ${statistic} ${withInterval(difference)}.`;
  return [
    '**Orderings of the papers**',
    findings.map(line).join('\n'),
    missing.length > 0 ? `Not measured in this pack: ${missing.join(', ')}.` : undefined,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n');
}
