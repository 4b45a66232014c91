import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readResults } from './read-results.ts';
import { renderResults } from './render-results.ts';
import { readSeries } from './series.ts';
import { seriesChart } from './series-chart.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const series = readSeries(root);

it('docs/results.md is what `npm run results` writes', () => {
  expect(renderResults(readResults(root), series)).toBe(readFileSync(join(root, 'docs/results.md'), 'utf8'));
});

it('docs/series.svg is too', () => {
  expect(seriesChart(series ?? [])).toBe(readFileSync(join(root, 'docs/series.svg'), 'utf8'));
});
