/**
 * Writes docs/results.md and docs/series.svg from the packs, their fronts and the records of their runs, and into every front how its methods
 * compare over training seeds and at equal KL.
 *
 *   npm run results
 *   npm run results -- --pairs     prints the pairs of texts for a reader, without the key; writes nothing
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readResults } from './results/read-results.ts';
import { listPairs, readerPairs, renderResults } from './results/render-results.ts';
import { compareOverSeeds } from './results/seed-comparisons.ts';
import { readSeries } from './results/series.ts';
import { seriesChart } from './results/series-chart.ts';
import { pairsHash } from './results/text-pairs.ts';

const { values: options } = parseArgs({ options: { pairs: { type: 'boolean', default: false } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const all = readResults(root);
if (options.pairs) {
  const pairs = readerPairs(all);
  console.log(`${listPairs(pairs)}\n\nFor models/runs/voice/reader.json: "pairs": "${pairsHash(pairs)}"`);
} else {
  for (const results of all) {
    const overSeeds = compareOverSeeds(results);
    if (overSeeds.length > 0)
      writeFileSync(join(root, 'public/models', results.pack.id, 'front.json'), `${JSON.stringify({ ...results.front, overSeeds })}\n`);
  }
  const file = join(root, 'docs/results.md');
  const series = readSeries(root);
  writeFileSync(file, renderResults(all, series));
  if (series) writeFileSync(join(root, 'docs/series.svg'), seriesChart(series));
  console.log(`wrote ${file}`);
}
