import fc from 'fast-check';
import { expect, test } from 'vitest';
import { observed, secondsLeft, sizesOf, stepsWithin, stepWork } from './budget.ts';
import { defaultRecipe } from './defaults.ts';
import { scoredCandidates } from './testing/scored.ts';

const quick = defaultRecipe({ effort: 'quick', rewards: ['brevity', 'richness'], limit: 64, temperature: 0.8 });
const thorough = defaultRecipe({ effort: 'thorough', rewards: ['brevity', 'richness'], limit: 64, temperature: 0.8 });
const sizes = { prompt: 40, answer: 45 };
const none = { offline: 0, on_policy: 0 };

test('sizes are means over what may be learned', () => {
  expect(
    sizesOf(
      scoredCandidates(2, 3, () => ({})),
      40,
    ),
  ).toEqual({ prompt: 40, answer: 2 });
  expect(() => sizesOf([], 40)).toThrow('the size of no answers');
});

test('a stage that a recipe does not have takes no time', () => {
  expect(stepWork(quick, 'on_policy', sizes)).toBe(0);
  expect(secondsLeft(quick, sizes, { tokens: 100, seconds: 1 }, { offline: 30, on_policy: 0 })).toBe(0);
});

test('both stages count, and what is done counts no more', () => {
  const pace = { tokens: 100, seconds: 1 };
  const whole = secondsLeft(thorough, sizes, pace, none);
  const after = secondsLeft(thorough, sizes, pace, { offline: 100, on_policy: 0 });
  expect(whole - after).toBeCloseTo((100 * 12 * (40 + 90)) / 100, 9);
  expect(after).toBeCloseTo((12 * (4 * (40 + 180) * (5 / 3) + 720)) / 100, 9);
});

test('an estimate follows the machine: after steady steps it is what they took, whatever the first guess was', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1, noNaN: true }), fc.double({ min: 0.001, max: 0.1, noNaN: true }), (guess, real) => {
      let pace = { tokens: 500, seconds: 500 * guess };
      for (let step = 0; step < 60; step++) pace = observed(pace, 600, 600 * real);
      expect(pace.seconds / pace.tokens / real).toBeCloseTo(1, 2);
    }),
  );
});

test('the steps that fit into a time take no longer than it', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 60, max: 3600, noNaN: true }),
      fc.double({ min: 20, max: 400, noNaN: true }),
      (seconds, tokensPerSecond) => {
        const pace = { tokens: tokensPerSecond, seconds: 1 };
        const steps = stepsWithin(seconds, quick, 'offline', sizes, pace);
        const offline = { ...(quick.offline as NonNullable<typeof quick.offline>), steps };
        if (steps > 1) expect(secondsLeft({ ...quick, offline }, sizes, pace, none)).toBeLessThanOrEqual(seconds);
      },
    ),
  );
});

test('the quick recipe takes less than 5 minutes and a half at 75 tokens a second', () => {
  expect(secondsLeft(quick, sizes, { tokens: 75, seconds: 1 }, none) / 60).toBeLessThan(5.5);
});
