/**
 * How much do the rewards conflict on the base model's own samples? Prints a Markdown table for docs/rewards.md.
 *
 *   npx tsx models/rewards/conflict.ts models/out/pool/*.jsonl
 *
 * Two measures, both within a prompt, so that a prompt that suits two rewards does not count as agreement:
 * - correlation of the two rewards over the samples of a prompt;
 * - best-of-n: when the best of n samples for reward i is picked, by how many of the base's standard deviations reward j moves.
 */
import { readFileSync } from 'node:fs';
import { loadLexicon } from '../../scripts/lexicon.ts';
import { mean } from '../../src/math/statistics.ts';
import { createRewards } from '../../src/rewards/registry.ts';

const BEST_OF = 16;

interface PoolLine {
  readonly prompt: string;
  readonly text: string;
  readonly finished: boolean;
}

const { byId, guard } = createRewards(loadLexicon());
const rewards = [...byId.values()];
const byPrompt = new Map<string, number[][]>();
for (const file of process.argv.slice(2)) {
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const { prompt, text, finished }: PoolLine = JSON.parse(line);
    const input = { prompt, text, finished };
    const scores = [...rewards.map((reward) => reward.score(input)), guard.score(input)];
    byPrompt.set(prompt, [...(byPrompt.get(prompt) ?? []), scores]);
  }
}
const names = [...rewards.map(({ id }) => id), 'guard'];
const groups = [...byPrompt.values()];
const all = groups.flat();
const average = names.map((_, j) => mean(all.map((row) => row[j] ?? 0)));
const sd = names.map((_, j) => Math.sqrt(mean(all.map((row) => ((row[j] ?? 0) - (average[j] ?? 0)) ** 2))));

/** Rewards as deviations from their prompt's mean, in the pool's standard deviations. */
const centred = groups.map((group) => {
  const centre = names.map((_, j) => mean(group.map((row) => row[j] ?? 0)));
  return group.map((row) => row.map((x, j) => (x - (centre[j] ?? 0)) / (sd[j] || 1)));
});

function correlation(i: number, j: number): number {
  const rows = centred.flat();
  const product = (a: number, b: number) => mean(rows.map((row) => (row[a] ?? 0) * (row[b] ?? 0)));
  return product(i, j) / Math.sqrt(product(i, i) * product(j, j));
}

function bestOf(i: number, j: number): number {
  const picked: number[] = [];
  for (const group of centred) {
    for (let start = 0; start + BEST_OF <= group.length; start += BEST_OF) {
      const best = group.slice(start, start + BEST_OF).reduce((a, b) => ((b[i] ?? 0) > (a[i] ?? 0) ? b : a));
      picked.push(best[j] ?? 0);
    }
  }
  return mean(picked);
}

function table(title: string, cell: (i: number, j: number) => string): string {
  const rows = names.slice(0, -1).map((name, i) => `| **${name}** | ${names.map((_, j) => cell(i, j)).join(' | ')} |`);
  return [`| ${title} | ${names.join(' | ')} |`, `|---|${names.map(() => '---:').join('|')}|`, ...rows].join('\n');
}

console.log(`${all.length} samples of ${groups.length} prompts\n`);
console.log(`| | ${names.join(' | ')} |\n|---|${names.map(() => '---:').join('|')}|`);
console.log(`| mean | ${average.map((x) => x.toFixed(3)).join(' | ')} |\n| sd | ${sd.map((x) => x.toFixed(3)).join(' | ')} |\n`);
console.log(table('correlation within a prompt', (i, j) => correlation(i, j).toFixed(2)));
console.log(`\n${table(`best of ${BEST_OF} for`, (i, j) => bestOf(i, j).toFixed(2))}`);
