import { expect, it } from 'vitest';
import { CREDIT_BATCH, type CreditKind, type CreditLearner } from '../../../theory/credit-training.ts';
import { episodesOf, initial, look, observe, textsOf, winner } from './credit-state.ts';

const sample = { text: [0], tones: [0], credit: [0], reward: 0 };

/** Learners that reach the threshold at these updates, of 100. */
function learners(updates: Partial<Record<CreditKind, number>>): CreditLearner[] {
  return (['end', 'prefix', 'attention'] as const).map((kind) => ({
    kind,
    sample,
    curve: Array.from({ length: 101 }, (_, update) => (update >= (updates[kind] ?? Infinity) ? 0.95 : 0.5)),
  }));
}

it('counts texts, not updates', () => {
  expect(textsOf(learners({}))).toBe(100 * CREDIT_BATCH);
  expect(episodesOf(learners({ end: 30, prefix: 4 }))).toEqual({ end: 30 * CREDIT_BATCH, prefix: 4 * CREDIT_BATCH, attention: undefined });
  expect(textsOf([])).toBe(0);
});

it('the goal is half the texts of end of text, exactly or less, by the quicker one', () => {
  expect(winner({ learners: learners({ end: 40, prefix: 21, attention: 20 }) })).toMatchObject({
    kind: 'attention',
    more: 40 * CREDIT_BATCH,
  });
  expect(winner({ learners: learners({ end: 40, prefix: 21, attention: 22 }) })).toBeUndefined();
  // End of text has not learned in the whole run.
  expect(winner({ learners: learners({ prefix: 50 }) })).toMatchObject({ kind: 'prefix', more: 100 * CREDIT_BATCH });
  expect(winner({ learners: learners({ prefix: 51 }) })).toBeUndefined();
  expect(winner({ learners: [] })).toBeUndefined();
});

it('notes a finished run once, and keeps six', () => {
  const finish = (lambda: number) => (state: typeof initial) => observe({ ...state, lambda }, learners({ end: 40 }), true);
  const twice = finish(1)(finish(1)(initial));
  expect(twice.records).toHaveLength(1);
  expect(observe(initial, learners({}), false).records).toEqual([]);
  const many = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7].reduce((state, lambda) => finish(lambda)(state), initial);
  expect(many.records.map(({ lambda }) => lambda)).toEqual([0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
});

it('remembers which credits were looked at', () => {
  expect(look(look(initial, 'prefix'), 'prefix').seen).toEqual(['prefix']);
});
