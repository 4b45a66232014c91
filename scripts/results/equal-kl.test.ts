import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRng } from '../../src/math/rng.ts';
import { measuredGrid } from '../../src/math/simplex.ts';
import type { ByPrompt } from '../evaluate/by-prompt.ts';
import { atEqualKl, envelope, type KlPoint, meanWithin, within } from './equal-kl.ts';
import { compareOverSeeds } from './seed-comparisons.ts';

/** Every coin between every two points (and every point alone) that stays within the budget. */
function bruteForce(points: readonly KlPoint[], budget: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (const a of points) {
    if (a.kl <= budget) best = Math.max(best, a.utility);
    for (const b of points) {
      if (!(a.kl <= budget && b.kl > budget)) continue;
      const share = (budget - a.kl) / (b.kl - a.kl);
      best = Math.max(best, a.utility + share * (b.utility - a.utility));
    }
  }
  return best;
}

const points = fc
  .array(fc.record({ kl: fc.integer({ min: 0, max: 200 }), utility: fc.integer({ min: -50, max: 100 }) }), { minLength: 1, maxLength: 9 })
  .map((some) => [{ kl: 0, utility: 0 }, ...some.map(({ kl, utility }) => ({ kl: kl / 10, utility: utility / 100 }))]);

it('is the best coin between any two points, at every budget', () => {
  fc.assert(
    fc.property(points, fc.double({ min: 0, max: 25, noNaN: true }), (some, budget) => {
      expect(within(envelope(some), budget)).toBeCloseTo(bruteForce(some, budget), 9);
    }),
    { seed: 14, numRuns: 400 },
  );
});

it('has the area that summing the best coins over a fine grid of budgets gives', () => {
  const STEPS = 4000;
  fc.assert(
    fc.property(points, fc.double({ min: 0.5, max: 25, noNaN: true }), (some, upTo) => {
      const sum = Array.from({ length: STEPS }, (_, i) => bruteForce(some, ((i + 0.5) / STEPS) * upTo)).reduce((a, b) => a + b, 0);
      expect(meanWithin(envelope(some), upTo)).toBeCloseTo(sum / STEPS, 3);
    }),
    { seed: 15, numRuns: 30 },
  );
});

it('counts an estimate of KL below 0 as none, and lets no point begin the curve above it', () => {
  expect(
    envelope([
      { kl: 0, utility: 0.2 },
      { kl: -0.3, utility: 0.3 },
      { kl: 4, utility: 0.1 },
    ]),
  ).toEqual([{ kl: 0, utility: 0.3 }]);
});

const PROMPTS = 40;
const random = createRng(4);
const noise = Array.from({ length: PROMPTS }, random);
const grid = measuredGrid(2);

/** Both rewards the same at every weighting, so that utility is that reward; all points equally far from the base. */
function policy(reward: number, kl: number, luck = 0) {
  return grid.map((weights) => ({
    weights,
    rewards: [0, 1].map(() => noise.map((x) => x + reward + luck)),
    kl: new Array<number>(PROMPTS).fill(kl),
  }));
}
function record(policies: ByPrompt['policies']): ByPrompt {
  const base = [{ weights: [], rewards: [noise, noise], kl: new Array<number>(PROMPTS).fill(0) }];
  const scale: [number, number][] = [
    [0, 1],
    [0, 1],
  ];
  return {
    pack: 'made',
    rewards: ['a', 'b'],
    prompts: noise.map((_, i) => `p${i}`),
    seeds: [1],
    reference: [0, 0],
    scale,
    policies: { base, ...policies },
  };
}

it('of two that lie on one line to the base no difference is left, though one goes twice as far for twice the reward', () => {
  const found = atEqualKl(record({ clp: policy(0.6, 12), rs: policy(0.3, 6) }), 'clp', 'rs');
  expect(found?.area.mean).toBeCloseTo(0, 9);
  expect(found?.budgets.map(({ kl }) => kl)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it('is the closed form of two lines: half the difference of their ends, and each budget its share', () => {
  const found = atEqualKl(record({ clp: policy(0.6, 10), rs: policy(0.2, 10) }), 'clp', 'rs');
  expect(found?.area.mean).toBeCloseTo(0.2, 9);
  expect(found?.area.high).toBeCloseTo(found?.area.low ?? Number.NaN, 9);
  const half = found?.budgets.find(({ kl }) => kl === 4);
  expect(half?.difference.mean).toBeCloseTo(0.16, 9);
  expect([half?.policy, half?.less].map((value) => (value as number) - noise.reduce((a, b) => a + b, 0) / PROMPTS)).toEqual([
    expect.closeTo(0.24, 9),
    expect.closeTo(0.08, 9),
  ]);
});

it('has an interval over training seeds where there are several, and is undefined where one is missing', () => {
  const made = record({ clp: policy(0.6, 10, 0.1), 'clp-s2': policy(0.6, 10, -0.1), rs: policy(0.2, 10) });
  const found = atEqualKl(made, 'clp', 'rs');
  expect(found?.area).toEqual({ mean: expect.closeTo(0.2, 9), low: expect.closeTo(0.15, 9), high: expect.closeTo(0.25, 9) });
  expect(compareOverSeeds({ byPrompt: made, front: { comparisons: [] } })).toMatchObject([{ policy: 'clp', less: 'rs', seeds: [2, 1] }]);
  expect(atEqualKl(made, 'clp', 'panacea')).toBeUndefined();
});
