import { expect, test } from 'vitest';
import type { Divergence } from '../method.ts';
import { dial, experts, inside } from '../testing/policies.ts';
import { mod } from './mod.ts';

test('gives one row per expert with weight and mixes log-probabilities', () => {
  expect(mod.steer(experts, [0.25, 0, 0.75])).toEqual({
    rows: [{ coefficients: { a: 1 } }, { coefficients: { c: 1 } }],
    mixer: { kind: 'log-probs', weights: [0.25, 0.75] },
  });
});

test('puts the base first where a divergence needs it', () => {
  expect(mod.steer(experts, [0.25, 0, 0.75], { options: { divergence: 'jsd' } })).toEqual({
    rows: [{ coefficients: {} }, { coefficients: { a: 1 } }, { coefficients: { c: 1 } }],
    mixer: { kind: 'divergence', divergence: 'jsd', weights: [0.25, 0.75] },
  });
  expect(mod.forwardPasses(3, { divergence: 'jsd' })).toBe(4);
  for (const divergence of ['forward-kl', 'alpha'] as const) {
    expect(mod.steer(experts, [0.25, 0, 0.75], { options: { divergence } }).rows).toHaveLength(2);
  }
});

test('takes the base for the expert of an axis without a slot', () => {
  expect(mod.steer(dial, [0.25, 0.75]).rows).toEqual([{ coefficients: { a: 1 } }, { coefficients: {} }]);
});

test.each(['forward-kl', 'jsd', 'alpha'] as Divergence[])('at a corner %s needs no row of the base', (divergence) => {
  expect(mod.steer(experts, [0, 1, 0], { options: { divergence } })).toEqual(mod.steer(experts, [0, 1, 0]));
});

test('refuses a divergence that it does not have', () => {
  expect(() => mod.steer(experts, inside, { options: { divergence: 'total' } })).toThrow(
    'divergence is total, expected one of reverse-kl, forward-kl',
  );
});
