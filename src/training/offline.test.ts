import { expect, test } from 'vitest';
import { calibrate } from './calibration.ts';
import { offlineStep } from './offline.ts';
import { voiceRecipe } from './testing/recipe.ts';
import { scoredCandidates } from './testing/scored.ts';

const two = voiceRecipe({ rewards: ['brevity', 'richness'] });
/** The first candidate of a prompt is the briefest, the last the richest. */
const candidates = scoredCandidates(20, 10, (_, i) => ({ brevity: 1 - i / 9, richness: i / 9 }));

test('a step is a function of seed and step', () => {
  expect(offlineStep(two, candidates, 3)).toEqual(offlineStep(two, candidates, 3));
  expect(offlineStep(two, candidates, 4).rows).not.toEqual(offlineStep(two, candidates, 3).rows);
  expect(offlineStep({ ...two, seed: 2 }, candidates, 3).rows).not.toEqual(offlineStep(two, candidates, 3).rows);
});

test('a step has its groups, each prompt once, with one preference vector each', () => {
  const { rows, rate, effective } = offlineStep(two, candidates, 0);
  const prompts = new Set(rows.map(({ prompt }) => prompt));
  expect(prompts.size).toBe(12);
  for (const prompt of prompts) {
    const own = rows.filter((row) => row.prompt === prompt);
    expect(own.length).toBeLessThanOrEqual(2);
    expect(new Set(own.map(({ answer }) => answer[0])).size).toBe(own.length);
    expect(new Set(own.map(({ weights }) => weights)).size).toBe(1);
  }
  for (const { weights, coefficients } of rows) expect(coefficients).toEqual([1, ...weights]);
  expect(rate).toBeCloseTo(1e-3 / 5, 9);
  expect(effective).toBeGreaterThanOrEqual(1);
  expect(effective).toBeLessThan(4);
});

test('with all weight on a reward its best candidates are picked', () => {
  const sharp = { ...two, offline: { ...(two.offline as NonNullable<typeof two.offline>), temperature: 0.01 } };
  const atCorners = { ...sharp, method: 'soups' as const };
  for (const { answer, weights } of offlineStep(atCorners, candidates, 0).rows) {
    expect(((answer[0] as number) - 100) % 10).toBe(weights[0] === 1 ? 0 : 9);
  }
});

test('fewer prompts than groups: each once', () => {
  expect(new Set(offlineStep(two, candidates.slice(0, 30), 0).rows.map(({ prompt }) => prompt)).size).toBe(3);
});

test('a dial learns from the base as it is, and no ended answer', () => {
  const dial = voiceRecipe({ rewards: ['brevity'], axes: ['brevity', 'closeness'] });
  const original = new Set(candidates.filter((c) => c.original).map(({ tokens }) => tokens[0]));
  for (let step = 0; step < 10; step++) {
    for (const { answer } of offlineStep(dial, candidates, step).rows) expect(original).toContain(answer[0]);
  }
});

test('what cannot be learned from is refused', () => {
  expect(() => offlineStep(two, [], 0)).toThrow('no candidates');
  expect(() => offlineStep({ ...two, offline: undefined }, candidates, 0)).toThrow('the recipe has no offline stage');
  expect(() => offlineStep(voiceRecipe(), candidates, 0)).toThrow('score of cheer is undefined');
});

test('units are over all candidates, means over the base as it is, and no unit is below 0.05', () => {
  const scores = [0, 0, 1, 0, 0, 1];
  const { base, units } = calibrate(
    scoredCandidates(2, 3, (p, i) => ({ ended: scores[3 * p + i] as number, never: 0 })),
    ['ended', 'never'],
  );
  expect(base.ended).toEqual({ mean: 0, sd: 0 });
  // Two of six: sqrt(6 / 5 x 1 / 3 x 2 / 3).
  expect(units.ended).toBeCloseTo(Math.sqrt(4 / 15), 12);
  expect(units.never).toBe(0.05);
});
