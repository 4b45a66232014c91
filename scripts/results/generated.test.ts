import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readResults } from './read-results.ts';
import { renderResults } from './render-results.ts';
import { compareOverSeeds } from './seed-comparisons.ts';
import { readSeries } from './series.ts';
import { seriesChart } from './series-chart.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const series = readSeries(root);
const all = readResults(root);

it('docs/results.md is what `npm run results` writes', () => {
  expect(renderResults(all, series)).toBe(readFileSync(join(root, 'docs/results.md'), 'utf8'));
});

it('docs/series.svg is too', () => {
  expect(seriesChart(series ?? [])).toBe(readFileSync(join(root, 'docs/series.svg'), 'utf8'));
});

it.each(all)('the front of $pack.id compares over training seeds as its records do', ({ front, ...records }) => {
  const compared = compareOverSeeds({ front, ...records });
  expect(front.overSeeds).toEqual(compared.length > 0 ? compared : undefined);
});
