import { describe, expect, it } from 'vitest';
import { ON_POLICY } from '../../training/defaults.ts';
import { emptyProject, type Project } from '../state/project-schema.ts';
import type { KeptRun, LogLine } from '../state/run.ts';
import { newRun } from '../state/run-begin.ts';
import { planOf as fixturePlan, inputs, onPolicyRecipe, recipe } from '../state/testing/runs-page.ts';
import { estimatedSeconds, stepsThatFit } from './estimate.ts';
import { forkRecipe } from './fork-recipe.ts';
import { changesBeside, missing, planOf, recipeOf } from './plan-of.ts';
import { runName, speedWords, standing } from './run-words.ts';

const project: Project = { ...emptyProject, rewards: ['brevity', 'richness'] };
const pool = { limit: 64, temperature: 0.8 };
const run = newRun(fixturePlan(), { id: 'run-1', date: '2026-11-29T10:00:00Z', commit: 'c' });
const line = (ms: number, hidden = false): LogLine => ({
  ...{ step: 0, stage: 'offline', loss: 1, norm: 1, rate: 1e-3, tokens: 100, ms, rewards: {} },
  ...(hidden ? { hidden: true } : {}),
});

describe('the plan of a run', () => {
  it('is of the chosen rewards, the split prompts and the effort, with what the reader changed', () => {
    const plan = planOf({ ...project, recipe: { offline: { steps: 7 }, seed: 5 } }, pool, (id) => id.toUpperCase());
    expect(plan.recipe).toMatchObject({
      method: 'clp',
      rewards: ['brevity', 'richness'],
      seed: 5,
      limit: 64,
      offline: { steps: 7, picks: 2 },
    });
    expect(plan.labels).toEqual(['BREVITY', 'RICHNESS']);
    expect(plan.prompts.heldOut.length).toBeGreaterThan(0);
    expect(plan.definitions).toEqual([]);
  });

  it('of one reward is a dial against closeness', () => {
    const plan = planOf({ ...project, rewards: ['cheer'] }, pool, () => 'Cheer');
    expect(plan.recipe.axes).toEqual(['cheer', 'closeness']);
    expect(plan.labels).toEqual(['Cheer', 'Closeness']);
  });

  it('carries the definitions of own rewards that are chosen, and no other', () => {
    const own = { kind: 'form', form: 'ends-with', ending: '!', wish: 'more', label: 'Short', id: 'own-short' } as const;
    const plan = planOf(
      { ...project, rewards: ['own-short', 'richness'], definitions: [own, { ...own, id: 'own-other' }] },
      pool,
      (id) => id,
    );
    expect(plan.definitions.map(({ id }) => id)).toEqual(['own-short']);
  });

  it('of every effort can be told whatever was changed of another', () => {
    const changed = { ...project, training: { effort: 'thorough', method: 'clp' }, recipe: { on_policy: { samples: 3 } } } as const;
    expect(recipeOf(changed, pool).on_policy).toEqual({ ...ON_POLICY, samples: 3 });
    // What was changed stays, and is seen: a quick run gets the stage with it.
    expect(recipeOf({ ...changed, training: { ...changed.training, effort: 'quick' } }, pool).on_policy).toEqual({
      ...ON_POLICY,
      samples: 3,
    });
    const without = JSON.parse(JSON.stringify({ ...changed, recipe: { on_policy: null } }));
    expect(recipeOf(without, pool).on_policy).toBeUndefined();
  });

  it('with a setting that does not fit is refused by name', () => {
    expect(() => planOf({ ...project, recipe: { bank: { rank: 0 } } }, pool, (id) => id)).toThrow(/rank/);
  });
});

it('another effort has its own steps, whatever was changed of the one before; other changes stay', () => {
  expect(changesBeside({ offline: { steps: 2, groups: 3, rate: 0.002 }, seed: 4, on_policy: { steps: 2 } })).toEqual({
    ...{ offline: { rate: 0.002 }, seed: 4, on_policy: { steps: 2 } },
  });
  expect(changesBeside({ offline: { steps: 2 } })).toBeUndefined();
  expect(changesBeside(undefined)).toBeUndefined();
});

it('what is missing says where to go', () => {
  const scored = inputs.candidates;
  const none = { status: 'none' };
  expect(missing({ rewards: [] }, { status: 'ready', scores: none, scored })).toMatchObject({ station: 'rewards' });
  expect(missing(project, { status: 'ready', scores: { status: 'scoring' } })).toMatchObject({
    station: 'pool',
    sentence: expect.stringContaining('being scored'),
  });
  expect(missing(project, { status: 'missing', scores: none })?.sentence).toContain('has not answered all your prompts yet');
  expect(missing(project, { status: 'ready', scores: { status: 'done' }, scored })).toBeUndefined();
});

describe('a run in words', () => {
  const live = { id: 'run-1', activity: { kind: 'training', stage: 'offline', done: 1, total: 4 }, standing: false } as const;

  it('says where it stands', () => {
    expect(runName(run)).toBe('CLP, attention: brevity and richness');
    expect(standing(run, undefined)).toBe('Not begun');
    expect(standing({ ...run, step: 4 }, undefined)).toBe('Rests, step 4 of 12');
    expect(standing({ ...run, step: 12, status: 'done' }, undefined)).toBe('Done after 12 steps');
    expect(standing({ ...run, step: 4, status: 'done' }, undefined)).toBe('Done: ended after step 4 of 12');
    expect(standing(run, live)).toBe('Learning from the pool, step 0 of 12');
    expect(standing(run, { ...live, standing: true })).toBe('Waits while the model answers you, step 0 of 12');
  });

  it('says how fast it is, in view and hidden', () => {
    expect(speedWords([])).toBeUndefined();
    expect(speedWords([line(2000), line(4000)])).toBe('3.0 s a step');
    expect(speedWords([line(2000), line(5000, true)])).toBe('2.0 s a step in view, 5.0 s while the page was hidden');
    expect(speedWords([line(5000, true)])).toBe('5.0 s a step while the page was hidden');
  });
});

it('a fork changes how far and how fast, of its last stage', () => {
  const offline = forkRecipe(recipe, { steps: 50, pace: 0.5 });
  expect(offline.offline).toEqual({ ...recipe.offline, steps: 50, rate: (recipe.offline?.rate as number) * 0.5 });
  const both = onPolicyRecipe(4, 3);
  expect(forkRecipe(both, { steps: 9, pace: 1 })).toEqual({ ...both, on_policy: { ...both.on_policy, steps: 9 } });
});

it('an estimate goes by the pace of the last run, in proportion to the work', () => {
  const past: KeptRun = { ...run, log: [line(2000), line(2000)] };
  const seconds = estimatedSeconds(run.plan.recipe, inputs.candidates, [past]);
  expect(seconds).toBeCloseTo(12 * 2, 6);
  const twice = { ...run.plan.recipe, offline: { ...(run.plan.recipe.offline as NonNullable<typeof recipe.offline>), groups: 6 } };
  expect(estimatedSeconds(twice, inputs.candidates, [past])).toBeCloseTo(48, 6);
  expect(estimatedSeconds(recipe, inputs.candidates, [run])).toBeUndefined();
  // The other way round: as many steps as take so long, on-policy steps aside.
  expect(stepsThatFit(24.5, run.plan.recipe, inputs.candidates, [past])).toBe(12);
  expect(stepsThatFit(0.1, run.plan.recipe, inputs.candidates, [past])).toBe(1);
  const both = { ...run.plan.recipe, on_policy: onPolicyRecipe(4, 3).on_policy };
  const whole = estimatedSeconds(both, inputs.candidates, [past]) as number;
  expect(whole).toBeGreaterThan(24);
  expect(stepsThatFit(whole + 0.1, both, inputs.candidates, [past])).toBe(12);
  expect(stepsThatFit(60, recipe, inputs.candidates, [run])).toBeUndefined();
});
