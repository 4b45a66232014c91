import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dial, experts } from '../testing/policies.ts';
import { boneSoup, mergingCoefficients } from './bone-soup.ts';

interface Solved {
  readonly beta: number;
  readonly weights: readonly number[];
  readonly coefficients: readonly number[];
}
/** The system solved in PyTorch, models/write_merging.py. */
const solved: Solved[] = JSON.parse(readFileSync(new URL('../../../models/fixtures/bone-soup.json', import.meta.url), 'utf8'));

it.each(solved)('at beta $beta and $weights is what solving the system gives', ({ beta, weights, coefficients }) => {
  const merged = mergingCoefficients(weights, beta);
  for (const [i, c] of merged.entries()) expect(c).toBeCloseTo(coefficients[i] as number, 8);
});

it('for two rewards is the solution that the authors write down, corners beyond the backbones', () => {
  const beta = 0.7;
  const first = [beta / (2 * beta - 1), (beta - 1) / (2 * beta - 1)];
  for (const [i, c] of mergingCoefficients([1, 0], beta).entries()) expect(c).toBeCloseTo(first[i] as number, 12);
  expect(mergingCoefficients([1, 0], beta)[1]).toBeLessThan(0);
});

it('mixes the backbones so that their rewards are the reward asked for', () => {
  const weighting = fc
    .array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 2, maxLength: 5 })
    .map((parts) => parts.map((part) => part / parts.reduce((sum, one) => sum + one, 0)));
  fc.assert(
    fc.property(weighting, fc.double({ min: 0.55, max: 1, noNaN: true }), (w, beta) => {
      const rest = (1 - beta) / (w.length - 1);
      const c = mergingCoefficients(w, beta);
      for (const [j, wanted] of w.entries()) {
        const reward = c.reduce((sum, coefficient, i) => sum + coefficient * (i === j ? beta : rest), 0);
        expect(reward).toBeCloseTo(wanted, 9);
      }
      expect(c.reduce((sum, coefficient) => sum + coefficient, 0)).toBeCloseTo(1, 9);
    }),
    { seed: 14 },
  );
});

it('puts them on the slots by the pack’s beta, and leaves out an axis without a slot', () => {
  const steered = boneSoup.steer(experts, [1, 0, 0], { options: { beta: 0.8 } }).rows[0]?.coefficients ?? {};
  expect(steered.a).toBeCloseTo(9 / 7, 12);
  expect(steered.b).toBeCloseTo(-1 / 7, 12);
  expect(Object.keys(boneSoup.steer(dial, [0.3, 0.7], { options: { beta: 0.8 } }).rows[0]?.coefficients ?? {})).toEqual(['a']);
});

it.each([0.5, 0.2, 1.2, Number.NaN])('refuses a beta of %d for two rewards', (beta) => {
  expect(() => boneSoup.steer({ rewards: ['a', 'b'] }, [0.5, 0.5], { options: { beta } })).toThrow(/beta is .*expected/);
});
