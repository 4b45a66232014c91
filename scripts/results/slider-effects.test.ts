import { expect, it } from 'vitest';
import { createRng } from '../../src/math/rng.ts';
import { bootstrapMean } from '../../src/math/statistics.ts';
import type { ByPrompt } from '../evaluate/by-prompt.ts';
import { effectsApart, sliderEffects } from './slider-effects.ts';

const PROMPTS = 30;
const random = createRng(8);
const noise = Array.from({ length: PROMPTS }, random);

/** Rewards at each corner: the base's, which differ from prompt to prompt, plus what the slider does. */
function pointsOf(effects: readonly (readonly number[])[], shaken = 0) {
  return effects.map((row, i) => ({
    weights: effects.map((_, j) => Number(i === j)),
    rewards: row.map((effect) => noise.map((x, p) => x + effect + shaken * (noise[(p + 7) % PROMPTS] as number))),
    kl: new Array<number>(PROMPTS).fill(10 + i),
  }));
}
const record = (policies: ByPrompt['policies']): ByPrompt => ({
  pack: 'made',
  rewards: ['a', 'b'],
  prompts: noise.map((_, i) => `p${i}`),
  seeds: [1],
  reference: [0, 0],
  scale: [
    [0, 1],
    [0, 0.5],
  ],
  policies: { base: [{ weights: [], rewards: [noise, noise], kl: noise.map(() => 0) }], ...policies },
});

it('is what was put in, however prompts differ, and counts others’ rewards by size in units of a utility', () => {
  const found = sliderEffects(
    record({
      one: pointsOf([
        [0.4, -0.1],
        [0.2, 0.3],
      ]),
    }),
    'one',
  );
  const means = found?.effects.map((row) => row.map(({ mean }) => Number(mean.toFixed(9))));
  expect(means).toEqual([
    [0.4, -0.1],
    [0.2, 0.3],
  ]);
  expect(found?.own.mean).toBeCloseTo((0.4 + 0.3 / 0.5) / 2, 9);
  expect(found?.others.mean).toBeCloseTo((0.1 / 0.5 + 0.2) / 2, 9);
  expect(found?.others.high).toBeCloseTo(found?.others.low ?? Number.NaN, 9);
  expect(found?.kl.map(({ mean }) => mean)).toEqual([10, 11]);
});

it('has the interval of a bootstrap of the differences by themselves', () => {
  const made = record({
    one: pointsOf(
      [
        [0.4, 0],
        [0, 0.3],
      ],
      1,
    ),
  });
  const differences = noise.map((_, p) => 0.4 + (noise[(p + 7) % PROMPTS] as number));
  const alone = bootstrapMean(differences, { seed: 20_261_130 });
  const effect = sliderEffects(made, 'one')?.effects[0]?.[0];
  for (const side of ['mean', 'low', 'high'] as const) expect(effect?.[side]).toBeCloseTo(alone[side], 9);
});

it('compares two on the same resamples: what both share leaves no interval', () => {
  const made = record({
    one: pointsOf([
      [0.4, 0.2],
      [0.2, 0.3],
    ]),
    two: pointsOf([
      [0.3, 0],
      [0, 0.3],
    ]),
  });
  const apart = effectsApart(made, 'one', 'two');
  expect(apart?.own.mean).toBeCloseTo(-0.05, 9);
  expect(apart?.others.low).toBeCloseTo(-(0.4 + 0.2) / 2, 9);
  expect(effectsApart(made, 'one', 'three')).toBeUndefined();
});
