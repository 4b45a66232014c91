import { expect, it } from 'vitest';
import { createRng } from '../../src/math/rng.ts';
import { mean } from '../../src/math/statistics.ts';
import type { ByPrompt } from '../evaluate/by-prompt.ts';
import { endsOverSeeds, seedEndsTable } from './seed-ends.ts';

const PROMPTS = 60;
const random = createRng(5);
const normal = () => Array.from({ length: 12 }, random).reduce((sum, x) => sum + x, -6);
const variance = (values: readonly number[], less: number) =>
  values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / (values.length - less);

/** Each seed's first slider moves its reward by what the seed gives and what the prompt gives; the second's does nothing. */
function record(moves: Readonly<Record<string, number>>, ease: readonly number[]): ByPrompt {
  const flat = new Array<number>(PROMPTS).fill(0.5);
  const pointsOf = (move: number) => [
    { weights: [1, 0], rewards: [ease.map((own) => 0.2 + move + own), flat], kl: flat },
    { weights: [0, 1], rewards: [flat.map(() => 0.2), flat], kl: flat },
  ];
  return {
    ...{ pack: 'made', rewards: ['a', 'b'], prompts: ease.map((_, i) => `p${i}`), seeds: [1], reference: [0, 0] },
    scale: [
      [0, 1],
      [0, 1],
    ],
    policies: Object.fromEntries(Object.entries(moves).map(([id, move]) => [id, pointsOf(move)])),
  };
}

it('has the closed form of a sum: the variance of the seeds over their number and that of the prompts over theirs', () => {
  const moves = Object.fromEntries(['clp', 'clp-s2', 'clp-s3', 'clp-s4', 'clp-s5'].map((id) => [id, 0.4 + 0.1 * normal()]));
  const ease = Array.from({ length: PROMPTS }, () => 0.3 * normal());
  const found = endsOverSeeds(record(moves, ease), 'clp');
  const [a, b] = found?.rewards ?? [];
  expect(found?.seeds).toBe(5);
  expect(a?.interval.mean).toBeCloseTo(mean(Object.values(moves)) + mean(ease), 9);
  const width = ((a?.interval.high as number) - (a?.interval.low as number)) / (2 * 1.96);
  const expected = Math.sqrt(variance(Object.values(moves), 1) / 5 + variance(ease, 0) / PROMPTS);
  expect(Math.abs(width / expected - 1)).toBeLessThan(0.15);
  expect(b?.interval).toEqual({ mean: 0, low: 0, high: 0 });
});

it('leaves out a method of one seed, and another whose name begins alike', () => {
  const ease = new Array<number>(PROMPTS).fill(0);
  const made = record({ clp: 0.4, 'clp-full': 0.1, 'clp-full-s2': 0.1, rs: 0.3, 'rs-s2': 0.2 }, ease);
  expect(endsOverSeeds(made, 'clp')).toBeUndefined();
  expect(endsOverSeeds(made, 'rs')?.rewards[0]).toEqual({
    interval: { mean: expect.closeTo(0.25, 9), low: expect.closeTo(0.2, 9), high: expect.closeTo(0.3, 9) },
    each: [expect.closeTo(0.3, 9), expect.closeTo(0.2, 9)],
  });
  expect(seedEndsTable(made, (id) => id)).toContain('| rs | 2 | 0.25 (0.20 to 0.30); each 0.30, 0.20 | 0.00 (0.00 to 0.00)');
  expect(seedEndsTable(undefined, (id) => id)).toBeUndefined();
});
