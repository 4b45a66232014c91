import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { families } from './families.ts';
import type { PolicySlots } from './method.ts';
import { mixerRows } from './mixer-rows.ts';
import { mod } from './mod/mod.ts';
import { policySlots } from './policy-slots.ts';
import { findMethod, methodIds, methods } from './registry.ts';
import { rewardedSoups } from './rs/rewarded-soups.ts';
import { rewardedSoupsFactor } from './rs-factor/rewarded-soups-factor.ts';
import { singleReward } from './single/single-reward.ts';
import { steerPolicy } from './steer-policy.ts';
import { context, experts, inside } from './testing/policies.ts';

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

  test('has a family, a marker of its own and options with a usual value in their range', () => {
    expect(families.map((family) => family.id)).toContain(method.family);
    expect(methods.filter(({ marker }) => JSON.stringify(marker) === JSON.stringify(method.marker))).toEqual([method]);
    const { option } = method;
    if (option?.kind === 'number') expect(option.usual >= option.min && option.usual <= option.max).toBe(true);
    if (option?.kind === 'choice') expect(option.choices.map((choice) => choice.id)).toContain(option.usual);
  });

  test('refuses a weighting of another length', () => {
    if (own(id).rewards.length > 0) expect(() => method.steer(own(id), [0.5, 0.5], context)).toThrow(/has 2 weights, expected 3/);
  });
});

test('every method has a folder of its own, and every folder a method', () => {
  const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).filter((name) => name !== 'testing');
  expect(names.sort()).toEqual([...methodIds].sort());
});

test('an unknown id names the known ones', () => {
  // As a file could hold it that was not read by the schema.
  expect(() => findMethod('lora' as 'clp')).toThrow(
    "no method 'lora', expected one of base, clp, panacea, soft-prompt, rs, rs-factor, bone-soup, psoups",
  );
});

test("a person's controls come before the policy's own", () => {
  const policy = { method: 'dera', slots: experts, options: { lambda: 2 } } as const;
  const context = { system: '', rewards: [] };
  expect(steerPolicy(policy, [0, 1, 0], context).mixer).toEqual({ kind: 'linear', weights: [-1, 2] });
  expect(steerPolicy(policy, [0, 1, 0], { ...context, options: { lambda: 0.5 } }).mixer).toEqual({ kind: 'linear', weights: [0.5, 0.5] });
});
