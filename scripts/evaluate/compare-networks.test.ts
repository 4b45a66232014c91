import { expect, it } from 'vitest';
import type { AnswerScorer } from '../../src/measure/axes.ts';
import type { Measurement } from '../../src/measure/measurement.ts';
import { compareNetworks, compareRounded } from './compare-networks.ts';

const letters: AnswerScorer = { id: 'letters', score: ({ text }) => text.length };
const measured = (weights: readonly number[], texts: readonly string[], change: Partial<Measurement> = {}): Measurement => ({
  policy: 'clp',
  weights,
  split: 'held_out',
  repeat: 0,
  key: 'adapters',
  seconds: 1,
  answers: texts.map((text, i) => ({ prompt: `prompt ${i}`, seed: 1000 + i, text, finished: true, tokens: 2, kl: i, nll: 1 })),
  ...change,
});
const floats = [measured([1, 0], ['same', 'longer', 'abc']), measured([0, 1], ['same', 'same', 'same'])];

it('pairs the answers of a weighting, a prompt and a seed, and finds none where the networks agree', () => {
  const [clp] = compareNetworks(floats, floats, ['clp'], [letters]);
  expect(clp).toEqual({
    policy: 'clp',
    answers: 6,
    sameTexts: 1,
    rewards: { letters: { difference: { mean: 0, low: 0, high: 0 }, largest: 0 } },
    kl: { mean: 0, low: 0, high: 0 },
  });
});

it('gives the mean over the grid with its interval over prompts, and the largest difference at one weighting', () => {
  // In another order, as two workers finish them.
  const integers = [floats[1] as Measurement, measured([1, 0], ['same', 'long', 'abcd'])];
  const [clp] = compareNetworks(floats, integers, ['clp'], [letters]);
  expect(clp?.sameTexts).toBeCloseTo(4 / 6, 12);
  // By prompt, over both weightings: 0, -1 and 0.5; at the first weighting: 0, -2 and 1.
  expect(clp?.rewards.letters?.difference.mean).toBeCloseTo(-0.5 / 3, 5);
  expect(clp?.rewards.letters?.difference).toMatchObject({ low: -1, high: 0.5 });
  expect(clp?.rewards.letters?.largest).toBeCloseTo(1 / 3, 5);
});

it('refuses parts of a grid and other adapters', () => {
  expect(() => compareNetworks(floats, floats.slice(1), ['clp'], [letters])).toThrow('got 2 in float32 and 1 in integers');
  const other = floats.map((measurement) => ({ ...measurement, key: 'others' }));
  expect(() => compareNetworks(floats, other, ['clp'], [letters])).toThrow('expected the same points from both');
  expect(() => compareNetworks([], [], ['clp'], [letters])).toThrow('got 0 in float32');
});

it('compares adapters in 8 bits with those in 16, though neither has the name of the other', () => {
  const eight = floats.map((measurement) => ({ ...measurement, key: 'others' }));
  expect(compareRounded(floats, eight, ['clp'], [letters])[0]).toMatchObject({ answers: 6, sameTexts: 1 });
  expect(() => compareRounded(floats, eight.slice(1), ['clp'], [letters])).toThrow('got 2 in 16 bits and 1 in 8 bits');
});
