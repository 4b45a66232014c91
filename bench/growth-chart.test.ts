import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Growth, growthChart, type Point } from './growth-chart.ts';

const folder = new URL('.', import.meta.url);
const growth = readdirSync(new URL('results/', folder))
  .filter((name) => name.endsWith('-growth.json'))
  .map((name): Growth => JSON.parse(readFileSync(new URL(`results/${name}`, folder), 'utf8')))
  .sort((a, b) => a.date.localeCompare(b.date))
  .at(-1) as Growth;

it('bench/growth.svg is what `npx tsx bench/growth.ts --draw` draws of the newest result', () => {
  expect(growthChart(growth)).toBe(readFileSync(new URL('growth.svg', folder), 'utf8'));
});

it.each(['rows', 'rank', 'prompt'] as const)('a step and the memory grow with %s no faster than it', (name) => {
  const points = growth.series[name].filter(({ at }) => at > 0);
  const [first] = points as [Point];
  for (const { at, ms, megabytes } of points) {
    expect(ms / first.ms).toBeLessThanOrEqual(at / first.at);
    expect(megabytes / first.megabytes).toBeLessThanOrEqual(at / first.at);
  }
});

it('no task of the page takes longer than 50 ms while 64 rows are decoded', () => {
  expect(growth.longestTaskMs).toBeLessThanOrEqual(50);
});
