import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cornerWeighting } from '../math/simplex.ts';
import { SCALARISATIONS } from './recipe.ts';
import { utilities } from './testing/golden.ts';
import { utility, valuesOf } from './utility.ts';

const rewards = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
const units = [0.1, 0.5, 2];

test('all weight on a reward: the linear utility is that reward in its unit, and tchebycheff its distance from the best', () => {
  fc.assert(
    fc.property(rewards, fc.integer({ min: 0, max: 2 }), fc.double({ min: -1, max: 0, noNaN: true }), (r, i, guard) => {
      const w = cornerWeighting(3, i);
      const own = (r[i] as number) / (units[i] as number);
      expect(utility([...r, guard], w, { units, guard: 4, scalarisation: 'linear' })).toBeCloseTo(own + 4 * guard, 9);
      const behind = Math.max(0, (1 - (r[i] as number)) / (units[i] as number));
      expect(utility([...r, 0], w, { units, guard: 4, scalarisation: 'tchebycheff' })).toBeCloseTo(-behind, 9);
      expect(utility([...r, 0], w, { units, guard: 4, scalarisation: 'soft-min' })).toBeLessThanOrEqual(own + 1e-6);
    }),
  );
});

test('more of a reward never lowers a utility', () => {
  fc.assert(
    fc.property(rewards, fc.integer({ min: 0, max: 2 }), fc.double({ min: 0, max: 0.5, noNaN: true }), (r, i, more) => {
      for (const scalarisation of SCALARISATIONS) {
        const settings = { units, guard: 4, scalarisation };
        const raised = r.map((x, j) => (j === i ? x + more : x));
        const w = [0.2, 0.3, 0.5];
        expect(utility([...raised, 0], w, settings)).toBeGreaterThanOrEqual(utility([...r, 0], w, settings) - 1e-9);
      }
    }),
  );
});

test('scores come in the order of the rewards with the guard last, and a missing or broken one is named', () => {
  expect(valuesOf({ guard: -0.1, b: 2, a: 1, other: 9 }, ['a', 'b'])).toEqual([1, 2, -0.1]);
  expect(() => valuesOf({ guard: 0 }, ['a'])).toThrow('score of a is undefined, expected a finite number');
  expect(() => valuesOf({ a: 1, guard: Number.NaN }, ['a'])).toThrow('score of guard is NaN');
});

test.each(utilities)('$kind at $weights is what Python says', ({ kind, units, guard, weights, table, utilities: expected }) => {
  const got = table.map((values) => utility(values, weights, { units, guard, scalarisation: kind }));
  expect(got).toEqual(expected.map((value) => expect.closeTo(value, 5)));
});
