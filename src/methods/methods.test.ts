import { describe, expect, test } from 'vitest';
import { base } from './base/base.ts';
import { clp } from './clp/clp.ts';
import { dera } from './dera/dera.ts';
import type { Divergence, PolicySlots, SteeringContext } from './method.ts';
import { mixerRows } from './mixer-rows.ts';
import { mod } from './mod/mod.ts';
import { panacea } from './panacea/panacea.ts';
import { policySlots } from './policy-slots.ts';
import { preferencePrompt, preferenceWord } from './preference-prompt.ts';
import { prompting } from './prompt/prompting.ts';
import { personalizedSoups } from './psoups/personalized-soups.ts';
import { findMethod, methods } from './registry.ts';
import { rewardedSoups } from './rs/rewarded-soups.ts';
import { rewardedSoupsFactor } from './rs-factor/rewarded-soups-factor.ts';
import { singleReward } from './single/single-reward.ts';
import { steerPolicy } from './steer-policy.ts';
import { steeringVectors } from './steering/steering-vectors.ts';
import { trainedAt } from './trained-at/trained-at.ts';

const experts: PolicySlots = { rewards: ['a', 'b', 'c'] };
const conditioned: PolicySlots = { shared: 's', rewards: ['a', 'b', 'c'] };
/** One reward and closeness, which is the base's own. */
const dial: PolicySlots = { rewards: ['a', null] };
const inside = [0.2, 0.5, 0.3];
const context: SteeringContext = {
  system: 'Answer briefly.',
  rewards: ['Brevity', 'Richness', 'Cheer'],
  points: [
    { weights: [0.5, 0.25, 0.25], slot: 'gold-a' },
    { weights: [0.25, 0.5, 0.25], slot: 'gold-b' },
  ],
};
const prompted = 'Answer briefly. Brevity: low. Richness: mid. Cheer: low.';

describe('each method against its formula', () => {
  test('the base has no coefficient', () => {
    expect(base.steer({ rewards: [] }, inside)).toEqual({ rows: [{ coefficients: {} }], mixer: { kind: 'identity' } });
  });

  test('Rewarded Soups puts the weights on the experts', () => {
    expect(rewardedSoups.steer(experts, inside).rows).toEqual([{ coefficients: { a: 0.2, b: 0.5, c: 0.3 } }]);
    expect(rewardedSoups.steer(dial, [0.3, 0.7]).rows).toEqual([{ coefficients: { a: 0.3 } }]);
  });

  test.each([clp, panacea])('$label adds the shared slot at 1', (method) => {
    expect(method.steer(conditioned, inside).rows).toEqual([{ coefficients: { a: 0.2, b: 0.5, c: 0.3, s: 1 } }]);
    expect(method.steer(experts, inside).rows).toEqual([{ coefficients: { a: 0.2, b: 0.5, c: 0.3 } }]);
    expect(method.steer(dial, [0.3, 0.7]).rows).toEqual([{ coefficients: { a: 0.3 } }]);
  });

  test('a single-reward expert is the heaviest reward, the first of equals', () => {
    expect(singleReward.steer(experts, inside).rows).toEqual([{ coefficients: { b: 1 } }]);
    expect(singleReward.steer(experts, [0.4, 0.2, 0.4]).rows).toEqual([{ coefficients: { a: 1 } }]);
    expect(singleReward.steer(dial, [0.4, 0.6]).rows).toEqual([{ coefficients: {} }]);
  });

  test('factor mixing has w_i^2 on the experts and w_i w_j on the cross slots', () => {
    const { rows } = rewardedSoupsFactor.steer({ rewards: ['a', 'b'] }, [0.25, 0.75]);
    expect(rows).toEqual([{ coefficients: { a: 0.0625, 'a*b': 0.1875, 'b*a': 0.1875, b: 0.5625 } }]);
    expect(rewardedSoupsFactor.steer(dial, [0.5, 0.5]).rows).toEqual([{ coefficients: { a: 0.25 } }]);
  });

  test('factor coefficients sum to (sum w)^2 = 1, as delta coefficients do', () => {
    const { coefficients } = rewardedSoupsFactor.steer(experts, inside).rows[0] ?? { coefficients: {} };
    expect(Object.keys(coefficients)).toHaveLength(9);
    expect(Object.values(coefficients).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  });

  test('prompting writes the weights and steers nothing, or the slot trained on them', () => {
    expect(prompting.steer({ rewards: [] }, inside, context).rows).toEqual([{ coefficients: {}, system: prompted }]);
    expect(prompting.steer({ shared: 'p', rewards: [] }, inside, context).rows).toEqual([{ coefficients: { p: 1 }, system: prompted }]);
  });

  test('Personalized Soups is the uniform soup with the weights in the prompt', () => {
    const third = 1 / 3;
    expect(personalizedSoups.steer(experts, inside, context).rows).toEqual([
      { coefficients: { a: third, b: third, c: third }, system: prompted },
    ]);
  });

  test('trained at w is the nearest point, the first of equals', () => {
    const slots = { rewards: [] };
    expect(trainedAt.steer(slots, [0.3, 0.6, 0.1], context).rows).toEqual([{ coefficients: { 'gold-b': 1 } }]);
    expect(trainedAt.steer(slots, [0.4, 0.4, 0.2], context).rows).toEqual([{ coefficients: { 'gold-a': 1 } }]);
    expect(() => trainedAt.steer(slots, [0.5, 0.5], context)).toThrow('no policy was trained at a weighting of 2 weights');
  });

  test('steering vectors are scaled by weight', () => {
    expect(steeringVectors.steer(experts, inside, { options: { scale: 4 } }).rows).toEqual([{ coefficients: { a: 0.8, b: 2, c: 1.2 } }]);
    expect(() => steeringVectors.steer(experts, inside, { options: { scale: Number.NaN } })).toThrow('scale is NaN');
  });
});

describe('MOD', () => {
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
});

describe('DeRa', () => {
  test('extrapolates from the base through the soup', () => {
    expect(dera.steer(experts, [0, 1, 0], { options: { lambda: 2 } })).toEqual({
      rows: [{ coefficients: {} }, { coefficients: { a: 0, b: 1, c: 0 } }],
      mixer: { kind: 'linear', weights: [-1, 2] },
    });
    expect(() => dera.steer(experts, inside, { options: { lambda: Number.NaN } })).toThrow('lambda is NaN');
  });

  test.each([
    [0, 1, 0],
    [0.5, -0.5, 1.5],
    [1, -2, 3],
  ])('on a dial the weight %d turns lambda, up to its option', (weight, base, aligned) => {
    expect(dera.steer(dial, [weight, 1 - weight], { options: { lambda: 3 } })).toEqual({
      rows: [{ coefficients: {} }, { coefficients: { a: 1 } }],
      mixer: { kind: 'linear', weights: [base, aligned] },
    });
  });
});

describe('preferences in words', () => {
  test.each([
    [0, 'none'],
    [0.124, 'none'],
    [0.125, 'low'],
    [0.374, 'low'],
    [0.375, 'mid'],
    [0.624, 'mid'],
    [0.625, 'high'],
    [1, 'high'],
  ])('%d is %s', (weight, word) => {
    expect(preferenceWord(weight)).toBe(word);
  });

  test('stand after the system prompt', () => {
    expect(preferencePrompt([0.75, 0, 0.25], { ...context, system: 'Answer in two or three sentences.' })).toBe(
      'Answer in two or three sentences. Brevity: high. Richness: none. Cheer: low.',
    );
  });

  test('need the system prompt and a label a weight', () => {
    expect(() => preferencePrompt(inside)).toThrow('expected system and rewards');
    expect(() => preferencePrompt([0.5, 0.5], context)).toThrow('weighting has 2 weights, expected 3');
  });
});

describe('at a corner of the simplex', () => {
  const active = (c: Readonly<Record<string, number>>) => Object.fromEntries(Object.entries(c).filter(([, value]) => value !== 0));

  test.each([0, 1, 2])('soups of deltas and of factors, expert and MOD of reward %i compute the same expert', (corner) => {
    const w = [0, 0, 0].map((_, i) => Number(i === corner));
    const expert = { [experts.rewards[corner] ?? '']: 1 };
    for (const method of [rewardedSoups, rewardedSoupsFactor, singleReward, mod]) {
      const { rows } = method.steer(experts, w);
      expect(rows.map((row) => active(row.coefficients))).toEqual([expert]);
    }
  });

  test.each(['forward-kl', 'jsd', 'alpha'] as Divergence[])('MOD under %s needs no row of the base', (divergence) => {
    expect(mod.steer(experts, [0, 1, 0], { options: { divergence } })).toEqual(mod.steer(experts, [0, 1, 0]));
  });
});

const own = (id: string): PolicySlots => (['base', 'prompt', 'trained-at'].includes(id) ? { rewards: [] } : experts);

describe.each(methods.map((method) => [method.id, method] as const))('%s', (id, method) => {
  test('refuses weightings off the simplex', () => {
    for (const w of [[0.5, 0.6, 0], [1.1, -0.1, 0], [Number.NaN, 1, 0], []])
      expect(() => method.steer(own(id), w, context)).toThrow(RangeError);
    expect(() => method.steer(own(id), [1 / 3, 1 / 3, 1 / 3], context)).not.toThrow();
    expect(() => method.steer(own(id), [0.5 + 4e-7, 0.5, -1e-10], context)).not.toThrow();
  });

  test('costs at most the passes it says', () => {
    for (const divergence of ['reverse-kl', 'forward-kl', 'jsd', 'alpha'] as const) {
      const options = { divergence };
      const { rows, mixer } = method.steer(own(id), inside, { ...context, options });
      expect(rows).toHaveLength(method.forwardPasses(3, options));
      expect(rows).toHaveLength(mixerRows(mixer));
    }
    expect(findMethod(id)).toBe(method);
  });

  test('names only slots that its policy says it needs', () => {
    const policy = { method: id, slots: own(id), ...(id === 'trained-at' ? { points: context.points } : {}) };
    const { rows } = steerPolicy(policy, inside, { system: 'Answer briefly.', rewards: ['Brevity', 'Richness', 'Cheer'] });
    const named = rows.flatMap(({ coefficients }) => Object.keys(coefficients));
    expect(policySlots(policy)).toEqual(expect.arrayContaining(named));
  });

  test('refuses a weighting of another length', () => {
    if (own(id).rewards.length > 0) expect(() => method.steer(own(id), [0.5, 0.5], context)).toThrow('weighting has 2 weights, expected 3');
  });
});

test('an unknown id names the known ones', () => {
  // As a file could hold it that was not read by the schema.
  expect(() => findMethod('lora' as 'clp')).toThrow("no method 'lora', expected one of base, clp, panacea, rs, rs-factor, psoups, single");
});

test("a person's controls come before the policy's own", () => {
  const policy = { method: 'dera', slots: experts, options: { lambda: 2 } } as const;
  const context = { system: '', rewards: [] };
  expect(steerPolicy(policy, [0, 1, 0], context).mixer).toEqual({ kind: 'linear', weights: [-1, 2] });
  expect(steerPolicy(policy, [0, 1, 0], { ...context, options: { lambda: 0.5 } }).mixer).toEqual({ kind: 'linear', weights: [0.5, 0.5] });
});
