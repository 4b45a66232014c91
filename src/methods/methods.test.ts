import { describe, expect, test } from 'vitest';
import { base } from './base.ts';
import { clp } from './clp.ts';
import { createDera } from './dera.ts';
import type { PolicySlots } from './method.ts';
import { mod } from './mod.ts';
import { findMethod, methods } from './registry.ts';
import { rewardedSoups } from './rewarded-soups.ts';
import { singleReward } from './single-reward.ts';

const experts: PolicySlots = { rewards: ['a', 'b', 'c'] };
const conditioned: PolicySlots = { shared: 's', rewards: ['a', 'b', 'c'] };
const inside = [0.2, 0.5, 0.3];

describe('each method against its formula', () => {
  test('the base has no coefficient', () => {
    expect(base.steer({ rewards: [] }, inside)).toEqual({ rows: [{ coefficients: {} }], mixer: { kind: 'identity' } });
  });

  test('Rewarded Soups puts the weights on the experts', () => {
    expect(rewardedSoups.steer(experts, inside).rows).toEqual([{ coefficients: { a: 0.2, b: 0.5, c: 0.3 } }]);
  });

  test('CLP adds the shared slot at 1', () => {
    expect(clp.steer(conditioned, inside).rows).toEqual([{ coefficients: { a: 0.2, b: 0.5, c: 0.3, s: 1 } }]);
    expect(clp.steer(experts, inside).rows).toEqual([{ coefficients: { a: 0.2, b: 0.5, c: 0.3 } }]);
  });

  test('a single-reward expert is the heaviest reward, the first of equals', () => {
    expect(singleReward.steer(experts, inside).rows).toEqual([{ coefficients: { b: 1 } }]);
    expect(singleReward.steer(experts, [0.4, 0.2, 0.4]).rows).toEqual([{ coefficients: { a: 1 } }]);
  });

  test('MOD gives one row per expert with weight and mixes log-probabilities', () => {
    expect(mod.steer(experts, [0.25, 0, 0.75])).toEqual({
      rows: [{ coefficients: { a: 1 } }, { coefficients: { c: 1 } }],
      mixer: { kind: 'log-probs', weights: [0.25, 0.75] },
    });
  });

  test('DeRa extrapolates from the base through the aligned row', () => {
    expect(createDera(clp, 2).steer(conditioned, [0, 1, 0])).toEqual({
      rows: [{ coefficients: {} }, { coefficients: { a: 0, b: 1, c: 0, s: 1 } }],
      mixer: { kind: 'linear', weights: [-1, 2] },
    });
    expect(() => createDera(clp, Number.NaN)).toThrow('lambda is NaN');
  });
});

describe('at a corner of the simplex', () => {
  test.each([0, 1, 2])('soup, expert and MOD of reward %i compute the same expert', (corner) => {
    const w = [0, 0, 0].map((_, i) => Number(i === corner));
    const expert = { [experts.rewards[corner] ?? '']: 1 };
    const active = (c: Readonly<Record<string, number>>) => Object.fromEntries(Object.entries(c).filter(([, value]) => value !== 0));
    for (const method of [rewardedSoups, singleReward, mod]) {
      const { rows } = method.steer(experts, w);
      expect(rows.map((row) => active(row.coefficients))).toEqual([expert]);
    }
  });
});

describe('every method', () => {
  test.each(methods.map((method) => [method.id, method] as const))('%s refuses weightings off the simplex', (id, method) => {
    const slots = id === 'base' ? { rewards: [] } : experts;
    for (const w of [[0.5, 0.6, 0], [1.1, -0.1, 0], [Number.NaN, 1, 0], []]) expect(() => method.steer(slots, w)).toThrow(RangeError);
    expect(() => method.steer(slots, [1 / 3, 1 / 3, 1 / 3])).not.toThrow();
    expect(() => method.steer(slots, [0.5 + 4e-7, 0.5, -1e-10])).not.toThrow();
  });

  test.each(methods.filter((method) => method.id !== 'base').map((method) => [method.id, method] as const))(
    '%s refuses a weighting of another length',
    (_, method) => {
      expect(() => method.steer(experts, [0.5, 0.5])).toThrow('weighting has 2 weights, expected 3');
    },
  );

  test.each(methods.map((method) => [method.id, method] as const))('%s costs at most the passes it says', (id, method) => {
    const slots = id === 'base' ? { rewards: [] } : experts;
    const { rows, mixer } = method.steer(slots, inside);
    expect(rows).toHaveLength(method.forwardPasses(3));
    if (mixer.kind !== 'identity') expect(mixer.weights).toHaveLength(rows.length);
    expect(findMethod(id)).toBe(method);
  });

  test('an unknown id names the known ones', () => {
    expect(() => findMethod('rs-factor')).toThrow("no method 'rs-factor', expected one of base, clp, rs, single, mod, dera");
  });
});
