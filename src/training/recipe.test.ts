import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseFile } from '../lm/parse-file.ts';
import { RecipeSchema } from './recipe.ts';

const runs = new URL('../../models/runs/', import.meta.url);
const config = (name: string): Record<string, unknown> => JSON.parse(readFileSync(new URL(`${name}/config.json`, runs), 'utf8'));
// The workshop's own packs have no config.json: theirs is the project that models/workshop keeps.
const folders = readdirSync(runs).filter((name) => existsSync(new URL(`${name}/config.json`, runs)));

test.each(folders)('the settings of run %s are a recipe', (name) => {
  const written = config(name);
  const recipe = parseFile(RecipeSchema, { ...written, method: 'clp' }, name);
  expect(written).toMatchObject({ rewards: recipe.rewards, seed: recipe.seed, bank: recipe.bank });
});

test.each<[string, Record<string, unknown>, string]>([
  ['a reward twice', { rewards: ['brevity', 'brevity'] }, 'field rewards.1: expected one that is not there before, got "brevity"'],
  ['a variant of another method', { method: 'soups', variant: 'full' }, 'field variant: expected none, as only clp has variants'],
  ['half a column', { variant: 'full', bank: { rank: 1, scale: 4 } }, 'field bank.rank: expected at least 2'],
  ['a dial of two rewards', { axes: ['brevity', 'closeness'] }, 'field axes: expected none, or the only reward and closeness'],
  ['gold without points', { method: 'gold', gold: undefined }, 'field gold: expected preference vectors'],
  ['gold off the simplex', { method: 'gold', gold: [[0.5, 0.6, 0]] }, 'field gold.0: expected 3 weights that sum to 1, got [0.5,0.6,0]'],
  ['nothing to do', { offline: undefined, on_policy: undefined }, 'field offline: expected settings of one stage at least'],
  ['a setting that nothing reads', { draw: { temperature: 1 } }, 'field draw.temperature: expected never'],
  ['a method that is not here', { method: 'ppo' }, 'field method: expected ("clp" | "soups" | "gold" | "soft-prompt"), got "ppo"'],
])('%s is refused by name', (_, change, sentence) => {
  expect(() => parseFile(RecipeSchema, { ...config('voice'), method: 'clp', ...change }, 'recipe')).toThrow(sentence);
});
