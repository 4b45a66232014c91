import { expect, it } from 'vitest';
import type { Recipe } from '../../training/recipe.ts';
import type { KeptRun } from '../state/run.ts';
import { runInWords, usualRuns, weighedInWords, whyApart } from './run-words.ts';
import { testingClp, testingDial, testingProject, testingSoups } from './testing/trained.ts';

const run = (id: string, recipe: Recipe, changes: Partial<KeptRun> = {}): KeptRun => ({
  ...{ id, date: id, commit: '', status: 'done', step: 40, steps: 40, log: [], looks: [], checkpoints: [40] },
  plan: { recipe, labels: [], definitions: [], system: 'Answer.', prompts: testingProject.prompts, looks: { every: 8, prompts: 2 } },
  base: testingProject.base,
  cost: { seconds: 312, generatedTokens: 0, rewardCalls: 0 },
  ...changes,
});

it('tells a run by what trained, how far and how long', () => {
  expect(runInWords(run('a', testingClp.recipe))).toBe('CLP, 40 steps, 5.2 minutes, seed 1');
  const clp = run('a', testingClp.recipe);
  expect(weighedInWords({ plan: { ...clp.plan, labels: ['Short', 'My Words', 'Rich'] } })).toBe('Short, my words and rich');
  expect(runInWords(run('a', testingDial.recipe, { checkpoints: [8] }))).toBe('CLP as a dial, 8 of 40 steps, 5.2 minutes, seed 1');
});

it('puts the newest of every policy into one pack, where they weigh the same', () => {
  const runs = [
    run('old', testingClp.recipe),
    run('soups', testingSoups.recipe),
    run('dial', testingDial.recipe),
    run('empty', testingClp.recipe, { checkpoints: [] }),
    run('new', testingClp.recipe),
    run('begun', testingClp.recipe, { checkpoints: [] }),
  ];
  expect(usualRuns(runs).map(({ id }) => id)).toEqual(['soups', 'new']);
  expect(usualRuns([])).toEqual([]);
});

it('says why two runs make no pack', () => {
  const [clp, dial] = [run('clp', testingClp.recipe), run('dial', testingDial.recipe)];
  expect(whyApart(clp, clp)).toBeUndefined();
  expect(whyApart(dial, clp)).toBe('trained on other rewards');
  expect(whyApart(run('a', { ...testingClp.recipe, limit: 32 }), clp)).toBe('its answers have another length or temperature');
  expect(whyApart(run('a', testingClp.recipe, { plan: { ...clp.plan, system: 'Sing.' } }), clp)).toContain('another system prompt');
  const own = (half: number, label = 'Short') => ({
    plan: { ...clp.plan, definitions: [{ kind: 'form', form: 'lists', wish: 'more', id: 'own-1', label, half } as const] },
  });
  const measured = run('own', testingClp.recipe, own(1));
  expect(whyApart(run('a', testingClp.recipe, own(2)), measured)).toBe('trained on a reward that was changed since');
  expect(whyApart(run('a', testingClp.recipe, own(1, 'Brief')), measured)).toBeUndefined();
  expect(whyApart(run('a', { ...testingClp.recipe, method: 'soft-prompt' }), clp)).toBeUndefined();
});
