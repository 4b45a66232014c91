import { expect, test } from 'vitest';
import { parseFile } from '../lm/parse-file.ts';
import { changedRecipe, defaultRecipe, EFFORTS } from './defaults.ts';
import { policyOf } from './policy.ts';
import { METHODS, RecipeSchema, VARIANTS } from './recipe.ts';

const sampled = { limit: 64, temperature: 0.8 };
const two = ['brevity', 'richness'];

test.each(EFFORTS.flatMap((effort) => METHODS.map((method) => [effort, method] as const)))(
  '%s %s is a recipe, for one to three rewards',
  (effort, method) => {
    for (const rewards of [['cheer'], two, ['brevity', 'richness', 'cheer']]) {
      const recipe = defaultRecipe({ effort, method, rewards, ...sampled });
      expect(parseFile(RecipeSchema, JSON.parse(JSON.stringify(recipe)), 'default')).toEqual(recipe);
      expect(policyOf(recipe).slots.length).toBeGreaterThan(0);
    }
  },
);

test.each(VARIANTS)('variant %s is kept', (variant) => {
  expect(defaultRecipe({ effort: 'usual', variant, rewards: two, ...sampled }).variant).toBe(variant);
});

test('one reward alone is a dial against closeness to the base', () => {
  const recipe = defaultRecipe({ effort: 'quick', method: 'soups', rewards: ['cheer'], ...sampled });
  expect(recipe).toMatchObject({ method: 'clp', axes: ['cheer', 'closeness'], offline: { rate: 3e-3 } });
});

test('a change of a field leaves its neighbours, and is checked', () => {
  const recipe = defaultRecipe({ effort: 'quick', rewards: two, ...sampled });
  const changed = changedRecipe(recipe, { seed: 7, offline: { steps: 2 }, bank: { rank: 8 } });
  expect(changed).toEqual({ ...recipe, seed: 7, offline: { ...recipe.offline, steps: 2 }, bank: { rank: 8, scale: 4 } });
  expect(() => changedRecipe(recipe, { offline: { steps: -1 } })).toThrow('recipe: field offline.steps: expected >=0, got -1');
  expect(() => changedRecipe(recipe, { draw: { alpha: 0 } })).toThrow('recipe: field draw.alpha: expected >0, got 0');
});
