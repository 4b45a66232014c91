import { describe, expect, it, vi } from 'vitest';
import { createFakeEngine, type FakeEngineOptions, fakeInfo } from '../../engine/testing/fake-engine.ts';
import type { Pool } from '../../training/pool.ts';
import { shippedPrompts, shippedSystem } from '../../training/shipped-prompts.ts';
import { createModelGate } from './model.ts';
import { createNotices } from './notices.ts';
import { memoryPoolShelf, type PoolShelf } from './pool-shelf.ts';
import { createPoolStore } from './pool-store.ts';
import { answerSeed } from './pool-wanted.ts';
import { openProject } from './project.ts';
import { emptyProject, type Project } from './project-schema.ts';
import { memoryProjectShelf } from './project-shelf.ts';
import type { Scoring } from './scoring.ts';
import type { TabClaim } from './tab-claim.ts';

const prompts = ['How are you?', 'What is tea?', 'Why do we sleep?', 'Name a bird.'];
const own: Project = {
  ...emptyProject,
  rewards: ['length'],
  prompts: { source: 'own', list: prompts, system: 'Be kind.', counts: { train: 2, tune: 1, heldOut: 1 }, seed: 3 },
  pool: { samples: 2, limit: 12, temperature: 0.8, seed: 1 },
};
const words = () => ['It', 'is', 'good', 'tea.', 'Have', 'some', 'more.'];

/** Scores by length; a reward that is not `length` faults. */
const scoring: Pick<Scoring, 'score'> = {
  async score(rewards, inputs, { onFault } = {}) {
    for (const reward of rewards) if (reward !== 'length') onFault?.({ reward: String(reward), message: 'cannot' });
    return inputs.map(({ text }) => ({ ...(rewards.includes('length') ? { length: text.length } : {}), guard: 0 }));
  },
};

const shipped: Pool = {
  ...{ format: 'tiller-pool/1', base: 'b'.repeat(64), system: shippedSystem, limit: 64, temperature: 0.8, seed: 1, stop: 2, commit: 'c' },
  prompts: shippedPrompts.train,
  answers: shippedPrompts.train.map((prompt, i) => ({
    prompt: i,
    tokens: [5, 6, 7, 8, 9],
    text: `About ${prompt}`,
    finished: false,
    cuts: [],
  })),
};

interface Change {
  readonly project?: Project;
  readonly engine?: Partial<FakeEngineOptions>;
  readonly shelf?: PoolShelf;
  readonly mine?: boolean;
  readonly fetchPool?: () => Promise<Pool>;
}

async function page({ project: first = own, engine: options = {}, shelf = memoryPoolShelf(), mine = true, fetchPool }: Change = {}) {
  const engine = createFakeEngine({ words, stepMs: 1, ...options });
  const notices = createNotices();
  const claim: TabClaim = { mine: () => mine, take: async () => {}, onChange: () => {}, inTurn: (work) => work() };
  const project = await openProject({ shelf: { ...memoryProjectShelf(), read: async () => first }, claim, date: () => new Date(0) });
  const pool = createPoolStore({
    ...{ engine, model: createModelGate(engine, 'manifest.json'), project, notices, scoring, shelf },
    fetchPool: fetchPool ?? (async () => shipped),
    fetchBase: async () => fakeInfo.base.sha256,
    now: () => performance.now(),
  });
  const until = (status: string) => vi.waitUntil(() => pool.getState().status === status);
  return { engine, notices, project, pool, until };
}

describe('the shipped pool', () => {
  it('is there at once, scored by the project’s rewards, without the model', async () => {
    const { pool, until, engine } = await page({ project: { ...emptyProject, rewards: ['length'] } });
    await until('ready');
    await vi.waitUntil(() => pool.getState().scored !== undefined);
    expect(pool.getState()).toMatchObject({ from: 'shipped', stale: false, done: 150, total: 150, scores: { status: 'done', faults: [] } });
    expect(pool.getState().scored?.[0]?.scores).toEqual({ length: shipped.answers[0]?.text.length, guard: 0 });
    expect(engine.loads).toEqual([]);
  });

  it('serves fewer prompts where fewer are trained on', async () => {
    const prompts = { ...emptyProject.prompts, counts: { train: 10, tune: 5, heldOut: 5 } };
    const { pool, until } = await page({ project: { ...emptyProject, prompts } });
    await until('ready');
    expect(pool.getState().pool?.prompts).toEqual(shippedPrompts.train.slice(0, 10));
    expect(pool.getState().candidates).toHaveLength(10);
  });

  it('is stale under another system prompt: answers are to be made here', async () => {
    const { pool, until, project } = await page({ project: emptyProject });
    await until('ready');
    project.getState().change((now) => ({ ...now, prompts: { ...now.prompts, system: 'Answer in French.' } }));
    await until('missing');
    expect(pool.getState()).toMatchObject({ from: 'here', stale: true, done: 0, total: 150 * 8, candidates: [], pool: undefined });
    project.getState().change((now) => ({ ...now, prompts: { ...now.prompts, system: shippedSystem } }));
    await until('ready');
    expect(pool.getState()).toMatchObject({ from: 'shipped', stale: false });
  });

  it('that cannot be had says why, and is fetched again when asked', async () => {
    let broken = true;
    const { pool, until } = await page({
      project: emptyProject,
      fetchPool: async () => {
        if (broken) throw new Error('pool.json: expected a file, got none');
        return shipped;
      },
    });
    await until('failed');
    expect(pool.getState().error).toBe('pool.json: expected a file, got none');
    broken = false;
    pool.getState().make();
    await until('ready');
  });
});

describe('a pool of one’s own prompts', () => {
  it('is made by the base under the project’s system prompt, with its cuts, and scored', async () => {
    const { pool, until, engine, notices } = await page();
    await until('missing');
    pool.getState().make();
    await until('ready');
    await vi.waitUntil(() => pool.getState().scored !== undefined);
    const { pool: made, candidates, done, total } = pool.getState();
    expect([done, total]).toEqual([4, 4]);
    expect(made).toMatchObject({ base: fakeInfo.base.sha256, system: 'Be kind.', limit: 12, stop: fakeInfo.vocabulary - 1, commit: '' });
    expect(made?.answers.map(({ prompt }) => prompt)).toEqual([0, 0, 1, 1]);
    expect(made?.answers[0]).toMatchObject({ text: 'It is good tea. Have some more.', cuts: [{ tokens: 4, text: 15 }] });
    expect(candidates.filter(({ original }) => !original).map(({ text }) => text)).toEqual(Array(4).fill('It is good tea.'));
    const groups = engine.calls.flatMap((call) => call.groups);
    expect(groups.map(({ seed }) => seed)).toEqual(
      [0, 1].flatMap((sample) => made?.prompts.map((prompt) => answerSeed(1, prompt, sample)) ?? []),
    );
    expect(engine.calls[0]).toMatchObject({ sampling: { temperature: 0.8, topK: 0, topP: 1 }, maxTokens: 12, slots: [] });
    expect(notices.getState().announcement).toBe('The pool is there: 4 answers.');
  });

  it('shows what is being written, stops, keeps what has ended, and goes on after a reload', async () => {
    const shelf = memoryPoolShelf();
    const long = { ...own, pool: { ...own.pool, samples: 40, limit: 40 } };
    const first = await page({ project: long, shelf, engine: { stepMs: 40 } });
    await first.until('missing');
    first.pool.getState().make();
    await vi.waitUntil(() => first.pool.getState().growing.some(({ text }) => text.startsWith('It is')));
    await vi.waitUntil(() => first.pool.getState().done > 0);
    first.pool.getState().stop();
    const { status, done, growing, candidates } = first.pool.getState();
    expect([status, growing]).toEqual(['stopped', []]);
    expect(done).toBeLessThan(80);
    expect(candidates.length).toBe(2 * done);

    const second = await page({ project: long, shelf });
    await second.until('stopped');
    expect(second.pool.getState().done).toBeGreaterThanOrEqual(done);
    const kept = second.pool.getState().done;
    second.pool.getState().make();
    await second.until('ready');
    expect(second.pool.getState().done).toBe(80);
    const asked = second.engine.calls.flatMap((call) => call.groups).length;
    expect(asked).toBe(80 - kept);
  });

  it('makes only what is new when a prompt is added', async () => {
    const { pool, until, project, engine } = await page();
    await until('missing');
    pool.getState().make();
    await until('ready');
    project.getState().change((now) => ({
      ...now,
      prompts: { ...now.prompts, counts: { train: 3, tune: 0, heldOut: 1 } },
    }));
    await until('stopped');
    expect(pool.getState()).toMatchObject({ done: 4, total: 6 });
    const before = engine.calls.length;
    pool.getState().make();
    await until('ready');
    expect(engine.calls.slice(before).flatMap((call) => call.groups)).toHaveLength(2);
  });

  it('says why it cannot go on, keeps what is there, and tries again when asked', async () => {
    const { pool, until } = await page({ engine: { failures: [new Error('no network')] } });
    await until('missing');
    pool.getState().make();
    await until('failed');
    expect(pool.getState()).toMatchObject({ error: 'no network', done: 0 });
    pool.getState().make();
    await until('ready');
  });

  it('is not made where another tab has the workshop', async () => {
    const { pool, until, notices, engine } = await page({ mine: false });
    await until('missing');
    pool.getState().make();
    expect(pool.getState().status).toBe('missing');
    expect(notices.getState().notices).toEqual(['The workshop is open in another tab: answers are made there.']);
    expect(engine.loads).toEqual([]);
  });

  it('rests when another tab takes the workshop, and has what was made there when it is taken back', async () => {
    const shelf = memoryPoolShelf();
    const { pool, until, project, engine } = await page({ shelf });
    await until('missing');
    pool.getState().make();
    project.setState({ keeping: { kind: 'elsewhere' } });
    expect(pool.getState().status).toBe('missing');
    const other = await page({ shelf });
    await other.until('missing');
    other.pool.getState().make();
    await other.until('ready');
    const calls = engine.calls.length;
    project.setState({ keeping: { kind: 'kept' } });
    await until('ready');
    expect(pool.getState()).toMatchObject({ done: 4, total: 4 });
    expect(engine.calls).toHaveLength(calls);
  });

  it('counts what was kept for other prompts and settings, and deletes that alone', async () => {
    const shelf = memoryPoolShelf();
    const { pool, until, project } = await page({ shelf });
    await until('missing');
    pool.getState().make();
    await until('ready');
    expect(pool.getState().unused).toBe(0);
    // One of two answers to each prompt is wanted now.
    project.getState().change((now) => ({ ...now, pool: { ...now.pool, samples: 1 } }));
    await vi.waitUntil(() => pool.getState().unused === 2);
    await pool.getState().forgetUnused();
    await vi.waitUntil(() => pool.getState().unused === 0);
    project.getState().change((now) => ({ ...now, pool: { ...now.pool, samples: 2 } }));
    await until('stopped');
    expect(pool.getState().done).toBe(2);
    project.getState().change((now) => ({ ...now, pool: { ...now.pool, seed: 9 } }));
    await vi.waitUntil(() => pool.getState().unused === 2);
  });

  it('says it where the browser cannot keep answers, and goes on', async () => {
    const shelf = { ...memoryPoolShelf(), add: () => Promise.reject(new Error('the disk is full')) };
    const { pool, until, notices } = await page({ shelf });
    await until('missing');
    pool.getState().make();
    await until('ready');
    expect(notices.getState().notices[0]).toContain('Answers cannot be kept in this browser: the disk is full.');
  });
});

describe('the scores of a pool', () => {
  it('are told to be wanting as soon as a reward fails, before all is scored', async () => {
    const { pool, until, project } = await page({ project: { ...emptyProject, rewards: ['length'] } });
    await until('ready');
    const told: string[] = [];
    pool.subscribe(({ scores }) => scores.faults.length > 0 && told.push(scores.status));
    project.getState().change((now) => ({ ...now, rewards: ['broken'] }));
    await vi.waitUntil(() => told.includes('done'));
    expect(told[0]).toBe('scoring');
  });

  it('follow the rewards; one that cannot score is told, and the others are there', async () => {
    const { pool, until, project } = await page({ project: { ...emptyProject, rewards: ['length'] } });
    await until('ready');
    await vi.waitUntil(() => pool.getState().scored !== undefined);
    project.getState().change((now) => ({ ...now, rewards: ['length', 'broken'] }));
    await vi.waitUntil(() => pool.getState().scores.faults.length > 0);
    expect(pool.getState().scores).toMatchObject({ status: 'done', faults: [{ reward: 'broken', message: 'cannot' }] });
    expect(pool.getState().scored).toBeUndefined();
    expect(pool.getState().partly?.rewards).toEqual(['length']);
    project.getState().change((now) => ({ ...now, rewards: [] }));
    expect(pool.getState()).toMatchObject({ scores: { status: 'none' }, partly: undefined });
  });
});
