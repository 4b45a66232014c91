import { expect, it } from 'vitest';
import { forkGap } from '../../src/theory/fork.ts';
import { predict, type SeriesPack } from './series.ts';
import { seriesChart } from './series-chart.ts';

// By enumerating paths in another language.
it.each([
  [0.5, 0.1, 3.6271, 0.0694],
  [0.7, 0.1, 2.2749, 0.2485],
  [0.9, 0.0285, 2.8738, 0.5352],
  [1, 0.0285, 0.4055, 0.0832],
])('prose at %d and a nat at %d: experts %d nats apart, %d of the box lost', (c, beta, misalignment, lost) => {
  expect(predict(c, beta).misalignment).toBeCloseTo(misalignment, 4);
  expect(predict(c, beta).lost).toBeCloseTo(lost, 4);
});

it('parts whole answers by less than what comes after a list was begun, as some experts write prose', () => {
  for (const c of [0.6, 0.8, 0.95]) {
    expect(predict(c, 0.1).misalignment).toBeLessThan(forkGap({ c, beta: 0.1 }, 0.5) / 0.1);
    expect(predict(c, 0.1).misalignment).toBeGreaterThan(0);
  }
});

it('draws a point a measured pack, a ring a prediction, and nothing of twins on the curve', () => {
  const packs: SeriesPack[] = [
    { id: 'twins', prose: undefined, misalignment: 0, measured: { mean: -0.1, low: -0.3, high: 0.1 }, seeds: [1, 1] },
    { id: 'fork', prose: 0.7, misalignment: 8, measured: { mean: 0.3, low: 0.2, high: 0.4 }, seeds: [1, 1] },
    { id: 'fork-50', prose: 0.5, misalignment: 17 },
  ];
  const drawn = seriesChart(packs);
  expect(drawn.match(/r="5" fill="#0067a8"/g)).toHaveLength(2 + 1);
  expect(drawn.match(/r="4" fill="#fff"/g)).toHaveLength(2);
  expect(drawn).not.toContain('NaN');
});
