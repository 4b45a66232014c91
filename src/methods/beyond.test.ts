import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beyondRange } from '../math/beyond-simplex.ts';
import { nearestWithSum } from '../math/simplex.ts';
import type { Method, Weighting } from './method.ts';
import { methods } from './registry.ts';
import { experts } from './testing/policies.ts';

const context = { system: 'Be brief.', rewards: ['A', 'B', 'C'], points: [{ weights: [1, 0, 0], slot: 'a' }] };
const coefficients = (method: Method, w: Weighting) => method.steer(experts, w, { ...context, beyond: true }).rows[0]?.coefficients ?? {};
const weighting = fc
  .array(fc.double({ min: -2, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 })
  .map((w) => nearestWithSum(w, 1, beyondRange));

describe.each(methods.filter(({ beyond }) => beyond))('$id beyond the simplex', (method) => {
  it('is the same arithmetic: one row, whose coefficients in the middle of two weightings are the means of theirs', () => {
    fc.assert(
      fc.property(weighting, weighting, (v, w) => {
        const middle = v.map((weight, i) => (weight + (w[i] as number)) / 2);
        const [atV, atW, between] = [v, w, middle].map((weights) => coefficients(method, weights));
        for (const [slot, coefficient] of Object.entries(between ?? {})) {
          expect(coefficient).toBeCloseTo(((atV?.[slot] ?? 0) + (atW?.[slot] ?? 0)) / 2, 9);
        }
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('is allowed by the context alone, and not without end', () => {
    expect(() => method.steer(experts, [1.2, -0.2, 0], context)).toThrow('off the simplex');
    expect(() => method.steer(experts, [3, -2, 0], { ...context, beyond: true })).toThrow('from -0.5 to 1.5');
  });
});

it.each(methods.filter(({ beyond }) => !beyond))('$id refuses weights beyond the simplex, whatever the context', (method) => {
  expect(() => method.steer(experts, [1.2, -0.2, 0], { ...context, beyond: true })).toThrow('off the simplex');
});
