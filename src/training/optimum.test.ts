import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadLexicon } from '../../scripts/lexicon.ts';
import { mean } from '../math/statistics.ts';
import { createRewards } from '../rewards/registry.ts';
import { calibrate, utilitySettings } from './calibration.ts';
import { candidatesOf } from './candidates.ts';
import { optimum } from './optimum.ts';
import { readPool } from './pool.ts';
import { type PoolTable, tabulate } from './pool-table.ts';
import { utility } from './utility.ts';

const root = new URL('../../', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

describe('the optimum over the shipped pool', () => {
  const config = json('models/runs/voice/config.json');
  const rewards: string[] = config.rewards;
  const { lists: _, ...pool } = readPool(json('public/models/pool.json'), 'pool.json');
  const { byId, guard } = createRewards(loadLexicon());
  const scorers = [...rewards.map((id) => byId.get(id)), guard].filter((scorer) => scorer !== undefined);
  const scored = candidatesOf(pool, pool.stop).map((candidate) => ({
    ...candidate,
    scores: Object.fromEntries(scorers.map((scorer) => [scorer.id, scorer.score(candidate)])),
  }));
  const table = tabulate(scored, rewards);
  const settings = utilitySettings(rewards, scored, { guard: config.offline.guard, scalarisation: 'linear' });
  const golden = json('models/runs/voice/optimum.json');

  it('has the candidates and the scale of models/runs/voice', () => {
    expect(scored).toHaveLength(golden.candidates);
    expect(table.prompts).toHaveLength(golden.prompts);
    const { base } = calibrate(scored, rewards);
    for (const [id, { mean: average, sd }] of Object.entries<{ mean: number; sd: number }>(json('models/runs/voice/calibration.json'))) {
      if (!base[id]) continue;
      expect(base[id]?.mean).toBeCloseTo(average, 5);
      expect(base[id]?.sd).toBeCloseTo(sd, 5);
    }
  });

  it('is at every weighting and price what models/optimum.py wrote', () => {
    let compared = 0;
    for (const { price, kl, points } of golden.prices) {
      const reached = points.map(({ weights }: { weights: number[] }) => optimum(table, weights, price, settings));
      for (const [i, { scores }] of reached.entries()) {
        rewards.forEach((id, k) => {
          compared += 1;
          expect(mean(scores.map((row: number[]) => row[k] as number))).toBeCloseTo(points[i].rewards[id], 4);
        });
      }
      expect(mean(reached.map((one: { kl: number[] }) => mean(one.kl)))).toBeCloseTo(kl, 3);
    }
    expect(compared).toBe(4 * 16 * 3);
  });
});

const score = fc.double({ min: -2, max: 2, noNaN: true });
const rows = fc.array(fc.array(fc.tuple(score, score, score), { minLength: 2, maxLength: 7 }), { minLength: 1, maxLength: 4 });
const tableOf = (values: number[][][]): PoolTable => ({
  ...{ rewards: ['a', 'b'], prompts: values.map((_, i) => `prompt ${i}`), values },
  original: values.map((row) => row.map(() => true)),
});
const settings = { units: [0.5, 2], guard: 4, scalarisation: 'linear' } as const;

describe('the optimum of any pool', () => {
  it('has the utility of the closed form, and no other distribution has more at that price', () => {
    fc.assert(
      fc.property(
        rows,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.05, max: 5, noNaN: true }),
        fc.infiniteStream(fc.double({ min: 1e-3, max: 1, noNaN: true })),
        (values, first, price, draws) => {
          const weights = [first, 1 - first];
          const { scores, kl } = optimum(tableOf(values), weights, price, settings);
          values.forEach((row, prompt) => {
            const utilities = row.map((one) => utility(one, weights, settings));
            const reached = utility(scores[prompt] as number[], weights, settings) - price * (kl[prompt] as number);
            const top = Math.max(...utilities);
            const closed = top + price * Math.log(mean(utilities.map((u) => Math.exp((u - top) / price))));
            expect(reached).toBeCloseTo(closed, 6);
            const raw = row.map(() => draws.next().value as number);
            const total = raw.reduce((sum, x) => sum + x, 0);
            const chances = raw.map((x) => x / total);
            const other = chances.reduce((sum, p, i) => sum + p * (utilities[i] as number) - price * p * Math.log(p * row.length), 0);
            expect(other).toBeLessThanOrEqual(reached + 1e-9);
          });
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  it('takes the best candidate of every prompt as KL costs nothing, and pays the log of their number', () => {
    const values = [
      [
        [0.1, 0, 0],
        [0.9, 0, 0],
        [0.4, 1, 0],
      ],
      [
        [0.3, 0, 0],
        [0.2, 0, 0],
      ],
    ];
    const { scores, kl } = optimum(tableOf(values), [1, 0], 1e-3, settings);
    expect(scores.map(([first]) => first)).toEqual([expect.closeTo(0.9, 9), expect.closeTo(0.3, 9)]);
    expect(kl).toEqual([expect.closeTo(Math.log(3), 9), expect.closeTo(Math.log(2), 9)]);
  });

  it('takes all alike as KL costs everything', () => {
    const { scores, kl } = optimum(
      tableOf([
        [
          [0, 1, 0],
          [1, 0, -1],
        ],
      ]),
      [1, 0],
      1e9,
      settings,
    );
    expect(scores[0]).toEqual([expect.closeTo(0.5, 6), expect.closeTo(0.5, 6), expect.closeTo(-0.5, 6)]);
    expect(kl[0]).toBeCloseTo(0, 9);
  });
});
