import { describe, expect, it } from 'vitest';
import { loadLexicon } from '../../../scripts/lexicon.ts';
import type { Manifest } from '../../packs/manifest.ts';
import { createRewards } from '../../rewards/registry.ts';
import { candidatesOf } from '../../training/candidates.ts';
import type { Pool } from '../../training/pool.ts';
import { readPool } from '../../training/pool.ts';
import { shippedPrompts, shippedSystem } from '../../training/shipped-prompts.ts';
import type { Checkpoint, KeptRun, RunInputs } from '../state/run.ts';
import { hasLists, type RunsDeps, readRuns } from './read-runs.ts';
import { testingClp, testingProject } from './testing/trained.ts';

const pool: Pool = {
  ...{
    format: 'tiller-pool/1',
    base: testingProject.base.sha256,
    system: 'Answer.',
    limit: 64,
    temperature: 0.8,
    seed: 1,
    stop: 2,
    commit: '',
  },
  prompts: ['How?', 'Why?'],
  answers: [0, 1].map((prompt) => ({
    prompt,
    tokens: [4, 5, 6, 7, 8],
    text: 'It is so. It was.',
    finished: false,
    cuts: [{ tokens: 4, text: 9 }],
  })),
};
const scored = (of: Pool): RunInputs => ({
  candidates: candidatesOf(of, of.stop).map((candidate, i) => ({ ...candidate, scores: { brevity: i / 9, richness: 0.5, guard: 1 } })),
});
const run: KeptRun = {
  ...{
    id: 'one',
    date: '2026-11-29T10:00:00.000Z',
    commit: 'c0ffee',
    status: 'done',
    step: 40,
    steps: 40,
    log: [],
    looks: [],
    checkpoints: [40],
  },
  plan: {
    recipe: testingClp.recipe,
    labels: ['Brevity', 'Richness'],
    definitions: [],
    system: 'Answer.',
    prompts: { train: ['How?', 'Why?'], tune: ['When?'], heldOut: ['Where?', 'Who?'] },
    looks: { every: 8, prompts: 1 },
  },
  base: { name: 'the base', sha256: testingProject.base.sha256 },
  cost: { seconds: 90, generatedTokens: 5, rewardCalls: 7 },
};
const checkpoint: Checkpoint = { step: 40, stage: 'offline', bytes: new Uint8Array(), adapters: testingClp.slots };
const deps: RunsDeps = {
  run: (id) => (id === 'one' ? run : undefined),
  checkpoint: async () => checkpoint,
  inputs: async () => scored(pool),
  manifest: async () => ({ ...testingProject.base, format: 'tiller-base/1', file: 'f', bytes: 1, shards: [] }) as unknown as Manifest,
  catalog: createRewards(loadLexicon()),
  pool: () => pool,
};
const read = (changes: Partial<RunsDeps> = {}, ids = ['one']) => readRuns({ ...deps, ...changes })(ids, new AbortController().signal);

describe('readRuns', () => {
  it('takes everything from the run as it was trained, the project’s pool of own prompts beside it', async () => {
    const { project, runs } = await read();
    expect(runs[0]?.training).toEqual({ seed: 1, steps: 40, generatedTokens: 5, rewardCalls: 7, minutes: 1.5, commit: 'c0ffee' });
    expect(project).toMatchObject({
      system: 'Answer.',
      prompts: run.plan.prompts,
      task: 'Answers steered between “Brevity” and “Richness”',
      lists: false,
    });
    expect(project.rewards[0]).toMatchObject({ id: 'brevity', label: 'Brevity', twin: { id: expect.any(String) } });
    // On the base's own answers alone, whose scores are 0/9 and 2/9.
    expect(project.calibration.brevity?.mean).toBeCloseTo(1 / 9, 6);
    const written = readPool(JSON.parse(new TextDecoder().decode(project.pool as Uint8Array)), 'pool.json');
    expect(written.prompts).toEqual(pool.prompts);
    expect(written.answers[0]?.tokens).toEqual([4, 5, 6, 7, 8]);
  });

  it('names the shipped pool where the prompts are the shipped ones, and says where a pool is gone', async () => {
    const shipped = { ...run, plan: { ...run.plan, system: shippedSystem, prompts: shippedPrompts } };
    expect((await read({ run: () => shipped })).project.pool).toBe('shipped');
    expect((await read({ pool: () => ({ ...pool, system: 'Sing.' }) })).project.pool).toBe('missing');
  });

  it('sees lists among what was learned from', () => {
    expect(hasLists(scored(pool))).toBe(false);
    expect(hasLists(scored({ ...pool, lists: [{ prompt: 0, tokens: [9, 9], text: '1. It is so.\n2. It was.' }] }))).toBe(true);
  });

  it('refuses in a sentence', async () => {
    await expect(read({}, ['two'])).rejects.toThrow('The run two is not kept in this browser.');
    await expect(read({ checkpoint: async () => undefined })).rejects.toThrow('A run has no checkpoint yet');
    await expect(read({ inputs: async () => undefined })).rejects.toThrow('the scale of its rewards is not known');
    await expect(read({ run: () => ({ ...run, base: { name: 'other', sha256: 'cd'.repeat(32) } }) })).rejects.toThrow(
      'The run changes other (cdcdcdcdcd…)',
    );
  });
});
