import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadLexicon } from '../../scripts/lexicon.ts';
import { EngineError } from '../engine/errors.ts';
import { FrontSchema, PackSchema, parseFile } from '../engine/pack.ts';
import type { GroupRequest } from '../engine/protocol.ts';
import { createRewards } from '../rewards/registry.ts';
import { createFakeEngine } from '../testing/fake-engine.ts';
import { fixtureFront, fixturePack } from '../testing/fixture-pack.ts';
import { createTiller, type TillerDeps } from './tiller.ts';

const catalog = createRewards(loadLexicon());

/** Four words; the third says how much cheer the group has. */
function words({ steering, seed }: GroupRequest): string[] {
  const cheer = Object.entries(steering.rows[0]?.coefficients ?? {}).find(([slot]) => slot.endsWith('cheer'))?.[1] ?? 0;
  return ['The', 'garden', `cheer${cheer.toFixed(2)}`, `seed${seed}.`];
}

function memoryStorage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

function setUp(changes: Partial<TillerDeps> & { readonly failures?: Error[] } = {}) {
  const engine = createFakeEngine({ words, failures: changes.failures ?? [] });
  const tiller = createTiller({
    source: { pack: fixturePack, front: fixtureFront, url: 'http://localhost/models/voice/' },
    catalog,
    engine,
    url: { state: {}, notices: [] },
    seed: 7,
    manifestUrl: 'http://localhost/models/base/manifest.json',
    storage: memoryStorage(),
    reasonToWait: undefined,
    ...changes,
  });
  const run = (pane: string) => tiller.runs.getState().runs[pane];
  return { engine, tiller, run };
}

/** Long enough for any debounce, load and answer of the fake. */
const settle = () => vi.advanceTimersByTimeAsync(1000);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the fixture', () => {
  it('has the form of the real files', () => {
    expect(() => parseFile(PackSchema, fixturePack, 'pack.json')).not.toThrow();
    expect(() => parseFile(FrontSchema, fixtureFront, 'front.json')).not.toThrow();
  });
});

describe('before the model is ready', () => {
  it('answers with the measured sample of the nearest grid point, and follows the slider', async () => {
    const { tiller, run } = setUp();
    await tiller.running.start();
    expect(run('clp')).toMatchObject({ status: 'precomputed', previousText: undefined });
    const before = run('clp')?.text;
    tiller.mix.getState().set([0.02, 0.96, 0.02]);
    await settle();
    expect(run('clp')?.measuredAt).toEqual([0, 1, 0]);
    expect(run('clp')).toMatchObject({ status: 'precomputed', previousText: before });
    expect(run('base')?.measuredAt).toEqual([]);
  });

  it('shows no sample for a prompt that was not measured', async () => {
    const { tiller, run } = setUp();
    await tiller.running.start();
    tiller.request.getState().setPrompt('Something else entirely.');
    await tiller.running.start();
    expect(run('clp')).toMatchObject({ status: 'empty', text: '' });
  });
});

describe('with the model', () => {
  it('takes over from the measured samples as soon as it is loaded', async () => {
    const { engine, tiller, run } = setUp();
    await tiller.running.start();
    tiller.loading.boot();
    await settle();
    expect(engine.calls).toHaveLength(1);
    expect(engine.calls[0]?.groups.map(({ id, seed }) => [id, seed])).toEqual([
      ['base', 1],
      ['clp', 1],
      ['rs', 1],
    ]);
    expect(run('clp')).toMatchObject({ status: 'done', text: 'The garden cheer0.33 seed1.', previousText: undefined, stop: 'end' });
    expect(run('clp')?.tokensPerSecond).toBe(100);
    expect(Object.keys(run('clp')?.scores ?? {})).toEqual(['brevity', 'richness', 'cheer', 'guard']);
    expect(tiller.view.getState().announcement).toBe('3 answers finished.');
  });

  it('re-runs the steered panes only when a slider moves, from their last tokens, and remembers the text before', async () => {
    const { engine, tiller, run } = setUp();
    tiller.loading.boot();
    await settle();
    tiller.mix.getState().set([0, 0, 1]);
    await settle();
    expect(engine.calls[1]?.groups.map(({ id }) => id)).toEqual(['clp', 'rs']);
    expect(engine.calls[1]?.groups[0]?.draft).toHaveLength(4);
    expect(run('clp')).toMatchObject({
      text: 'The garden cheer1.00 seed1.',
      previousText: 'The garden cheer0.33 seed1.',
      kept: 2,
      drafted: 4,
    });
    tiller.mix.getState().undo();
    await settle();
    expect(run('clp')).toMatchObject({ text: 'The garden cheer0.33 seed1.', previousText: 'The garden cheer1.00 seed1.' });
  });

  it('makes one call of a drag, and compares its end with the text before the drag', async () => {
    const { engine, tiller, run } = setUp();
    tiller.loading.boot();
    await settle();
    for (const value of [0.4, 0.5, 0.6]) {
      tiller.mix.getState().move(2, value);
      await vi.advanceTimersByTimeAsync(50);
    }
    await vi.advanceTimersByTimeAsync(95);
    // The call of 0.6 has begun to stream when 0.7 overtakes it.
    expect(run('clp')?.status).toBe('streaming');
    tiller.mix.getState().move(2, 0.7);
    await settle();
    expect(engine.calls).toHaveLength(3);
    expect(run('clp')).toMatchObject({ status: 'done', text: 'The garden cheer0.70 seed1.', previousText: 'The garden cheer0.33 seed1.' });
    expect(tiller.runs.getState().busy).toBe(false);
  });

  it('starts afresh, without draft or comparison, when the seed or the prompt changes', async () => {
    const { engine, tiller, run } = setUp();
    tiller.loading.boot();
    await settle();
    tiller.request.getState().setNumber('seed', 8);
    await Promise.all([tiller.running.start(), settle()]);
    expect(engine.calls[1]?.groups).toHaveLength(3);
    expect(engine.calls[1]?.groups[1]).not.toHaveProperty('draft');
    expect(run('clp')).toMatchObject({ text: 'The garden cheer0.33 seed8.', previousText: undefined });
  });

  it('keeps the text so far when the reader stops it', async () => {
    const { tiller, run } = setUp();
    tiller.loading.boot();
    await vi.advanceTimersByTimeAsync(35);
    expect(run('clp')).toMatchObject({ status: 'streaming', text: 'The garden' });
    tiller.running.stop();
    await settle();
    expect(run('clp')).toMatchObject({ status: 'stopped', stop: 'aborted' });
    expect(run('clp')?.text).toMatch(/^The garden/);
    expect(tiller.runs.getState().busy).toBe(false);
  });

  it('can be stopped while a moved slider has not come to rest', async () => {
    const { engine, tiller, run } = setUp();
    tiller.loading.boot();
    await vi.advanceTimersByTimeAsync(35);
    tiller.mix.getState().move(0, 0.9);
    await vi.advanceTimersByTimeAsync(50);
    expect(tiller.runs.getState().busy).toBe(true);
    tiller.running.stop();
    await settle();
    expect(engine.calls).toHaveLength(1);
    expect(run('clp')?.status).toBe('stopped');
    expect(tiller.runs.getState().busy).toBe(false);
  });

  it('says why a call failed and can be asked again', async () => {
    const failures: Error[] = [];
    const { tiller, run } = setUp({ failures });
    tiller.loading.boot();
    await settle();
    failures.push(new EngineError('out-of-memory', 'no room for the cache'));
    tiller.mix.getState().set([1, 0, 0]);
    await settle();
    expect(tiller.runs.getState().error).toContain('no room for the cache');
    expect(run('clp')?.status).toBe('failed');
    await Promise.all([tiller.running.start(), settle()]);
    expect(tiller.runs.getState().error).toBeUndefined();
    expect(run('clp')).toMatchObject({ status: 'done', text: 'The garden cheer0.00 seed1.' });
  });
});

describe('loading', () => {
  it('waits for a click when there is a reason to', async () => {
    const { engine, tiller } = setUp({ reasonToWait: 'It costs.' });
    tiller.loading.boot();
    await settle();
    expect(engine.loads).toHaveLength(0);
    expect(tiller.engine.getState().status).toEqual({ kind: 'waiting', reason: 'It costs.' });
    await Promise.all([tiller.loading.load(), settle()]);
    expect(tiller.engine.getState().status.kind).toBe('ready');
  });

  it('waits, and would start on the most careful backend, after a load that never ended', async () => {
    const storage = memoryStorage();
    const first = setUp({ storage });
    first.tiller.loading.boot();
    const second = setUp({ storage });
    second.tiller.loading.boot();
    expect(second.engine.loads).toHaveLength(0);
    expect(second.tiller.engine.getState()).toMatchObject({ choice: 'wasm', status: { kind: 'waiting' } });
  });

  it('starts by itself again after a load that ended, was cancelled, or whose page was left in good order', async () => {
    const storage = memoryStorage();
    const first = setUp({ storage });
    first.tiller.loading.boot();
    await settle();
    const second = setUp({ storage });
    second.tiller.loading.boot();
    second.tiller.loading.cancel();
    const third = setUp({ storage });
    third.tiller.loading.boot();
    third.tiller.loading.leave();
    const fourth = setUp({ storage });
    fourth.tiller.loading.boot();
    expect([second, third, fourth].map(({ engine }) => engine.loads.length)).toEqual([1, 1, 1]);
  });

  it('shows the error of a load with its code, and tries again', async () => {
    const { tiller } = setUp({ failures: [new EngineError('integrity', 'shard 2: expected abc, got def')] });
    tiller.loading.boot();
    await settle();
    expect(tiller.engine.getState().status).toEqual({ kind: 'failed', code: 'integrity', message: 'shard 2: expected abc, got def' });
    await Promise.all([tiller.loading.load(), settle()]);
    expect(tiller.engine.getState().status.kind).toBe('ready');
  });

  it('names a reward that the catalog lacks', () => {
    const pack = { ...fixturePack, rewards: ['brevity', 'wit'] };
    expect(() => setUp({ source: { pack, front: undefined, url: 'http://localhost/' } })).toThrow(/expected one of brevity.*got wit/);
  });
});
