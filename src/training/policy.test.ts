import { expect, test } from 'vitest';
import { createRng } from '../math/rng.ts';
import { policyOf } from './policy.ts';
import { voiceRecipe } from './testing/recipe.ts';

const w = [0.2, 0.3, 0.5];
const names = ({ slots }: ReturnType<typeof policyOf>) => slots.map(({ name, rank, slow }) => `${name} ${rank}${slow ? ' slow' : ''}`);

test.each([
  ['attention', 'clp', ['qkv', 'o'], 4],
  ['full', 'clp-full', ['qkv', 'o', 'gateUp', 'down'], 2],
  ['logit', 'clp-logit', ['head'], 4],
] as const)('clp %s has a slow shared slot and one per reward', (variant, id, hooks, rank) => {
  const policy = policyOf(voiceRecipe({ variant }));
  expect(policy.hooks).toEqual(hooks);
  expect(names(policy)).toEqual([
    `${id}-shared ${rank} slow`,
    ...['brevity', 'richness', 'cheer'].map((reward) => `${id}-${reward} ${rank}`),
  ]);
  expect(policy.coefficients(w)).toEqual([1, ...w]);
});

test('experts have their weights as coefficients, and see corners only', () => {
  const policy = policyOf(voiceRecipe({ method: 'soups' }));
  expect(names(policy)).toEqual(['rs-brevity 4', 'rs-richness 4', 'rs-cheer 4']);
  expect(policy.coefficients([0, 1, 0])).toEqual([0, 1, 0]);
  expect(policy.draw(9, createRng(1)).every((drawn) => Math.max(...drawn) === 1)).toBe(true);
});

test('a gold policy is on at its own point and off elsewhere', () => {
  const gold = [
    [1, 0, 0],
    [0.2, 0.3, 0.5],
  ];
  const policy = policyOf(voiceRecipe({ method: 'gold', gold }));
  expect(names(policy)).toEqual(['gold-1 4', 'gold-2 4']);
  expect(gold.map((point) => policy.coefficients(point))).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

test('a soft prompt has vectors before the chat, one set a slot', () => {
  const policy = policyOf(voiceRecipe({ method: 'soft-prompt', on_policy: undefined, bank: { rank: 8, scale: 1 } }));
  expect(policy).toMatchObject({ hooks: [], softTokens: 8 });
  expect(names(policy)).toEqual(['soft-shared 1 slow', 'soft-brevity 1', 'soft-richness 1', 'soft-cheer 1']);
  expect(policy.coefficients(w)).toEqual([1, ...w]);
});

test('a dial has one slot whose coefficient is the strength, and pays more for KL the weaker it is', () => {
  const policy = policyOf(voiceRecipe({ rewards: ['cheer'], axes: ['cheer', 'closeness'] }));
  expect(names(policy)).toEqual(['clp-cheer 4']);
  expect(policy.coefficients([0.25, 0.75])).toEqual([0.25]);
  expect([1, 0.25, 0].map((s) => policy.klPrice([s, 1 - s]))).toEqual([1, 4, 10]);
  const drawn = policy.draw(2000, createRng(1));
  expect(Math.min(...drawn.map(([s = 0]) => s))).toBeGreaterThanOrEqual(0.1);
  expect(drawn.filter(([s]) => s === 1).length / drawn.length).toBeCloseTo(0.3, 1);
});
