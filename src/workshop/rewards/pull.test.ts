import { expect, it } from 'vitest';
import { pullOf, pullWords } from './pull.ts';

const inputs = Array.from({ length: 60 }, (_, i) => ({ prompt: `prompt ${Math.floor(i / 6)}`, text: `${i}`, finished: true }));
const rising = inputs.map((_, i) => i % 6);

it('is -1 of opposite orders and 1 of the same, whatever the levels of the prompts', () => {
  const levels = inputs.map((_, i) => 10 * Math.floor(i / 6) + (i % 6));
  expect(pullOf(rising, levels, { inputs })?.correlation).toEqual({ mean: 1, low: 1, high: 1 });
  const falling = rising.map((value) => -value);
  const pull = pullOf(falling, levels, { inputs });
  expect(pull).toEqual({ correlation: { mean: -1, low: -1, high: -1 }, prompts: 10 });
  expect(pull && pullWords(pull)).toContain('pull apart');
});

it('says nothing of too few prompts, and leaves out answers without both scores', () => {
  const few = rising.map((value, i) => (i < 24 ? value : undefined));
  expect(pullOf(rising, few, { inputs })).toBeUndefined();
  expect(
    pullOf(
      rising,
      rising.map((value, i) => (i < 36 ? value : undefined)),
      { inputs },
    )?.prompts,
  ).toBe(6);
  // A reward that tells no answers apart has no order.
  expect(
    pullOf(
      rising,
      inputs.map(() => 0),
      { inputs },
    ),
  ).toBeUndefined();
});

it('an interval that holds 0 is no conflict', () => {
  expect(pullWords({ correlation: { mean: -0.2, low: -0.5, high: 0.1 }, prompts: 9 })).toContain('hardly conflict');
  expect(pullWords({ correlation: { mean: 0.4, low: 0.3, high: 0.5 }, prompts: 9 })).toContain('much the same');
});
