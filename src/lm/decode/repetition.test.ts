import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repetitionPenalty } from './repetition.ts';

/** From the definition: every token asks whether it was there. */
function brutePenalise(logits: readonly number[], penalty: number, had: readonly number[], free: readonly number[]): number[] {
  return logits.map((logit, token) => {
    if (!had.includes(token) || free.includes(token)) return logit;
    return Math.fround(logit > 0 ? logit / penalty : logit * penalty);
  });
}

test('is CTRL’s at every position of a growing answer, and leaves the logits that it was given', () => {
  const tokens = fc.array(fc.nat(11), { maxLength: 8 });
  const logits = fc.array(fc.float({ min: -30, max: 30, noNaN: true }), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(tokens, tokens, tokens, fc.constantFrom(0.5, 1, 1.2, 3), fc.array(logits, { minLength: 9, maxLength: 9 }), (...drawn) => {
      const [before, free, answer, penalty, rows] = drawn;
      const penalise = repetitionPenalty(penalty, before, new Set(free));
      for (let position = 0; position <= answer.length; position++) {
        const given = Float32Array.from(rows[position] ?? []);
        const expected = brutePenalise([...given], penalty, [...before, ...answer.slice(0, position)], free);
        expect([...penalise(given, answer.slice(0, position))]).toEqual(expected);
        expect([...given]).toEqual(rows[position]);
      }
    }),
    { seed: 8, numRuns: 200 },
  );
});

test('what is excluded stays excluded', () => {
  expect([...repetitionPenalty(1.3, [0, 1], new Set())(Float32Array.of(Number.NEGATIVE_INFINITY, 0), [])]).toEqual([-Infinity, 0]);
});
