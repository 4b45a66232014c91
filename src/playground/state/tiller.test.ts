import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadLexicon } from '../../../scripts/lexicon.ts';
import { createFakeEngine, type FakeEngineOptions } from '../../engine/testing/fake-engine.ts';
import { EngineError } from '../../lm/errors.ts';
import { parseFile } from '../../lm/parse-file.ts';
import type { GenerateArgs, GroupRequest } from '../../lm/requests.ts';
import { FrontSchema } from '../../packs/front.ts';
import { GoodhartSchema } from '../../packs/goodhart.ts';
import { PackIndexSchema, PackSchema } from '../../packs/pack.ts';
import { servedFiles } from '../../packs/served-files.ts';
import { dialFixtureFront, dialPack, fixtureGoodhart, proxyFixtureFront, proxyPack } from '../../packs/testing/fixture-dial.ts';
import { fixtureFront, fixturePack, fixturePacks } from '../../packs/testing/fixture-pack.ts';
import { createRewards } from '../../rewards/registry.ts';
import { memoryKept } from '../kept/memory-kept.ts';
import { noPacks } from '../testing/no-packs.ts';
import { createBaseStore } from './base-store.ts';
import { createKeptRuns } from './kept-runs.ts';
import { createOpenedFiles } from './opened-files.ts';
import { isTooLong } from './prompt-size.ts';
import { parseRun } from './run-record.ts';
import { createTiller, type TillerDeps } from './tiller.ts';
import { applyUrl } from './url-sync.ts';

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

function setUp(changes: Partial<TillerDeps> & Pick<FakeEngineOptions, 'failures' | 'loadMs' | 'bad'> = {}) {
  const engine = createFakeEngine({
    words,
    failures: changes.failures ?? [],
    loadMs: changes.loadMs,
    ...(changes.bad ? { bad: changes.bad } : {}),
    scores: ({ steering }) => ({
      logRatio: Object.keys(steering.rows[0]?.coefficients ?? {}).length > 0 ? 4.5 : 0,
      nll: 1.5,
      learned: 0.75,
    }),
  });
  const tiller = createTiller({
    source: {
      pack: fixturePack,
      front: fixtureFront,
      goodhart: undefined,
      files: servedFiles('http://localhost/models/voice/'),
      leftOut: [],
    },
    packId: 'voice',
    packs: fixturePacks.packs,
    base: createBaseStore(Promise.reject(new Error('no manifest'))),
    myPacks: noPacks(),
    kept: async () => memoryKept(),
    files: createOpenedFiles(),
    keptRuns: createKeptRuns(async () => memoryKept()),
    showFront() {},
    catalog,
    engine,
    url: { state: {}, notices: [] },
    openPack: () => {},
    seed: 7,
    manifestUrl: 'http://localhost/models/base/manifest.json',
    storage: memoryStorage(),
    reasonToWait: undefined,
    ...changes,
  });
  /** Of the first pane with this policy. */
  const paneOf = (policy: string) => tiller.panes.getState().panes.find((pane) => pane.policy === policy)?.id ?? '';
  const run = (policy: string) => tiller.runs.getState().runs[paneOf(policy)];
  return { engine, tiller, run, paneOf };
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
    for (const pack of [fixturePack, dialPack, proxyPack]) expect(() => parseFile(PackSchema, pack, 'pack.json')).not.toThrow();
    for (const front of [fixtureFront, dialFixtureFront, proxyFixtureFront]) {
      expect(() => parseFile(FrontSchema, front, 'front.json')).not.toThrow();
    }
    expect(() => parseFile(GoodhartSchema, fixtureGoodhart, 'goodhart.json')).not.toThrow();
    expect(() => parseFile(PackIndexSchema, fixturePacks, 'packs.json')).not.toThrow();
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
    expect(run('clp')).toHaveProperty('measuredAt', [0, 1, 0]);
    expect(run('clp')).toMatchObject({ status: 'precomputed', previousText: before });
    expect(run('base')).toHaveProperty('measuredAt', []);
  });

  it('shows what was measured under the pack’s own system prompt alone', async () => {
    const { tiller, run } = setUp();
    await tiller.running.start();
    expect(run('clp')?.status).toBe('precomputed');
    tiller.request.getState().setSystem('Answer as a pirate.');
    await tiller.running.start();
    expect(run('clp')).toMatchObject({ status: 'empty', text: '' });
    tiller.request.getState().setSystem(fixturePack.system);
    await tiller.running.start();
    expect(run('clp')?.status).toBe('precomputed');
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
      ['pane-1', 1],
      ['pane-2', 1],
      ['pane-3', 1],
    ]);
    expect(run('clp')).toMatchObject({ status: 'done', text: 'The garden cheer0.33 seed1.', previousText: undefined, stop: 'end' });
    expect(run('clp')).toHaveProperty('made.tokensPerSecond', 100);
    expect(Object.keys(run('clp')?.scores ?? {})).toEqual(['brevity', 'richness', 'cheer', 'guard']);
    expect(tiller.view.getState().announcement).toBe('3 answers finished.');
  });

  it('re-runs the steered panes only when a slider moves, from their last tokens, and remembers the text before', async () => {
    const { engine, tiller, run } = setUp();
    tiller.loading.boot();
    await settle();
    tiller.mix.getState().set([0, 0, 1]);
    await settle();
    expect(engine.calls[1]?.groups.map(({ id }) => id)).toEqual(['pane-2', 'pane-3']);
    expect(engine.calls[1]?.groups[0]?.draft).toHaveLength(4);
    expect(run('clp')).toMatchObject({
      text: 'The garden cheer1.00 seed1.',
      previousText: 'The garden cheer0.33 seed1.',
      made: { kept: 2, drafted: 4 },
    });
    tiller.history.getState().undo();
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

  it('asks with the reader’s system prompt, min-p and repetition penalty, and prompting writes its weights after it', async () => {
    const { engine, tiller } = setUp();
    tiller.panes.getState().set([
      { policy: 'base', options: {} },
      { policy: 'prompt', options: {} },
    ]);
    tiller.loading.boot();
    await settle();
    const { setSystem, setNumber } = tiller.request.getState();
    setSystem('Answer as a pirate.\0\ud800');
    setNumber('minP', 0.1);
    setNumber('repetitionPenalty', 7);
    await Promise.all([tiller.ask(), settle()]);
    const { groups, sampling } = engine.calls.at(-1) as GenerateArgs;
    expect(sampling).toEqual({ temperature: fixturePack.temperature, topK: 0, topP: 1, minP: 0.1, repetitionPenalty: 2 });
    expect(groups[0]?.system).toBe('Answer as a pirate.\0\ufffd');
    expect(groups[1]?.steering.rows[0]?.system).toMatch(/^Answer as a pirate\./);
  });

  it('keeps the text so far when the reader stops it', async () => {
    const { tiller, run } = setUp();
    tiller.loading.boot();
    await vi.advanceTimersByTimeAsync(45);
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
    await vi.advanceTimersByTimeAsync(45);
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

describe('several turns', () => {
  /** The panes' answers to a second prompt, asked in reply. */
  async function replied() {
    const parts = setUp();
    const { tiller } = parts;
    tiller.loading.boot();
    await settle();
    tiller.conversation.open();
    tiller.conversation.write('And then?');
    tiller.conversation.send();
    await settle();
    return parts;
  }
  const turnsOfCall = ({ engine }: Awaited<ReturnType<typeof replied>>, call: number) =>
    engine.calls[call]?.groups.map(({ turns }) => turns);

  it('go on from each pane’s own answer, and are measured with it', async () => {
    const parts = await replied();
    const { tiller, engine, run } = parts;
    expect(turnsOfCall(parts, 1)).toEqual(
      ['cheer0.00', 'cheer0.33', 'cheer0.33'].map((cheer) => [
        { role: 'user', text: fixturePack.examples[0] },
        { role: 'assistant', text: `The garden ${cheer} seed1.` },
      ]),
    );
    expect(engine.calls[1]?.groups.map(({ prompt, draft }) => [prompt, draft])).toEqual(Array(3).fill(['And then?', undefined]));
    expect(run('clp')).toMatchObject({ status: 'done', previousText: undefined, job: { prompt: 'And then?' } });
    expect(tiller.conversation.getState()).toMatchObject({ reply: '', replying: true });
    expect(Object.keys(tiller.conversation.getState().exchanges[0]?.answers['pane-2']?.scores ?? {})).toContain('cheer');
  });

  it('stand as they were written when a slider moves: the last answer alone is made anew, from its last tokens', async () => {
    const parts = await replied();
    parts.tiller.mix.getState().set([0, 0, 1]);
    await settle();
    expect(parts.engine.calls[2]?.groups.map(({ id, draft }) => [id, draft?.length])).toEqual([
      ['pane-2', 4],
      ['pane-3', 4],
    ]);
    expect(turnsOfCall(parts, 2)).toEqual(turnsOfCall(parts, 1)?.slice(1));
  });

  it('are taken back one by one, without asking for what is known, and after a move from what was written', async () => {
    const parts = await replied();
    const { tiller, engine, run } = parts;
    tiller.conversation.write('And after that?');
    tiller.conversation.send();
    await settle();
    expect(turnsOfCall(parts, 2)?.[0]).toHaveLength(4);
    tiller.conversation.takeBack();
    await settle();
    expect(engine.calls).toHaveLength(3);
    expect(tiller.request.getState().prompt).toBe('And then?');
    expect(run('clp')).toMatchObject({ status: 'done', job: { prompt: 'And then?' } });
    tiller.mix.getState().set([0, 0, 1]);
    await settle();
    tiller.conversation.clear();
    await settle();
    expect(tiller.conversation.getState().exchanges).toEqual([]);
    expect(tiller.request.getState().prompt).toBe(fixturePack.examples[0]);
    expect(engine.calls[4]?.groups.map(({ id, turns, draft }) => [id, turns, draft?.length])).toEqual([
      ['pane-2', undefined, 4],
      ['pane-3', undefined, 4],
    ]);
  });

  it('of a pane that came later are those of the first pane', async () => {
    const parts = await replied();
    parts.tiller.panes.getState().add('panacea');
    await settle();
    expect(turnsOfCall(parts, 2)).toEqual([turnsOfCall(parts, 1)?.[0]]);
  });

  it('are answered by the model alone, and another link begins anew', async () => {
    const { tiller, run } = await replied();
    tiller.panes.getState().choose('pane-1', 'rs');
    expect(run('rs')?.status).not.toBe('precomputed');
    applyUrl(tiller, { prompt: fixturePack.examples[1] });
    await settle();
    expect(tiller.conversation.getState().exchanges).toEqual([]);
    expect(run('clp')).toMatchObject({ job: { prompt: fixturePack.examples[1], turns: [] } });
  });

  it('need words, an answer to go on from, and one that is written', async () => {
    const { tiller, engine } = setUp();
    tiller.conversation.write('Too early.');
    tiller.conversation.send();
    tiller.loading.boot();
    await vi.advanceTimersByTimeAsync(45);
    tiller.conversation.send();
    await settle();
    tiller.conversation.write('  ');
    tiller.conversation.send();
    await settle();
    expect(engine.calls).toHaveLength(1);
    expect(tiller.conversation.getState().exchanges).toEqual([]);
  });

  it('are counted with the reply before it is sent, and asked of nobody where they do not fit', async () => {
    const { tiller, engine } = await replied();
    tiller.conversation.write('word '.repeat(400));
    await settle();
    expect(isTooLong(tiller.replySize.getState())).toBe(false);
    const plain = tiller.replySize.getState().size?.tokens ?? 0;
    // the fake counts words: the system prompt's, the turns' and the reply's
    expect(plain).toBeGreaterThan(400 + 10);
    tiller.request.getState().setNumber('maxTokens', 256);
    tiller.conversation.send();
    await settle();
    const calls = engine.calls.length;
    tiller.conversation.write('word '.repeat(399));
    await settle();
    expect(isTooLong(tiller.replySize.getState())).toBe(true);
    tiller.conversation.send();
    await settle();
    expect(engine.calls).toHaveLength(calls);
  });
});

describe('a prompt that is too long for the model', () => {
  it('is told before it is run, and nothing is asked of the engine until it fits', async () => {
    const engine = Object.assign(createFakeEngine({ words }), {
      count: async ({ prompt }: { prompt: string }) => ({ tokens: 3 * prompt.length, limit: 2048 }),
    });
    const { tiller } = setUp({ engine, url: { state: { prompt: '文'.repeat(700) }, notices: [] } });
    tiller.loading.boot();
    await settle();
    expect(tiller.promptSize.getState().size).toEqual({ tokens: 2100, room: 1984 });
    engine.calls.length = 0;
    tiller.mix.getState().set([1, 0, 0]);
    void tiller.running.start();
    await settle();
    expect(engine.calls).toHaveLength(0);
    tiller.request.getState().setPrompt('文'.repeat(600));
    await settle();
    void tiller.running.start();
    await settle();
    expect(engine.calls).toHaveLength(1);
    expect(tiller.promptSize.getState().size?.tokens).toBe(1800);
  });
});

describe('while the reader is elsewhere', () => {
  it('asks nothing of the engine, though the model comes meanwhile; answers when the reader is back', async () => {
    const { engine, tiller, run } = setUp();
    tiller.loading.boot();
    tiller.hide();
    await settle();
    expect(tiller.engine.getState().status.kind).toBe('ready');
    tiller.mix.getState().set([0, 0, 1]);
    await Promise.all([tiller.running.start(), settle()]);
    expect([engine.preparations, engine.calls]).toEqual([[], []]);
    tiller.show();
    tiller.loading.ensureSlots();
    await settle();
    expect(run('clp')).toMatchObject({ status: 'done', text: 'The garden cheer1.00 seed1.' });
  });

  it('stops what runs, and goes on from there', async () => {
    const { engine, tiller, run } = setUp();
    tiller.loading.boot();
    await vi.advanceTimersByTimeAsync(45);
    tiller.hide();
    await settle();
    expect(run('clp')).toMatchObject({ status: 'stopped', text: 'The garden' });
    tiller.show();
    await Promise.all([tiller.running.start(), settle()]);
    expect(engine.calls[1]?.groups[1]?.draft).toHaveLength(2);
    expect(run('clp')?.status).toBe('done');
  });
});

describe('panes', () => {
  const idsOf = (asked: { readonly slots: readonly { readonly id: string }[] } | undefined) => asked?.slots.map(({ id }) => id);

  it('prepares what the panes need and no more; for a pane that needs more those too, while the others go on', async () => {
    const { engine, tiller, run, paneOf } = setUp();
    tiller.loading.boot();
    await settle();
    expect(idsOf(engine.preparations[0])).toEqual([
      'clp-shared',
      'clp-brevity',
      'clp-richness',
      'clp-cheer',
      'rs-brevity',
      'rs-richness',
      'rs-cheer',
    ]);
    const before = run('clp');
    tiller.panes.getState().choose(paneOf('rs'), 'panacea');
    await vi.advanceTimersByTimeAsync(0);
    expect(tiller.engine.getState().status).toMatchObject({ kind: 'ready', preparing: true });
    await settle();
    expect(tiller.engine.getState().status).toMatchObject({ kind: 'ready', preparing: false });
    expect(engine.loads).toHaveLength(1);
    expect(idsOf(engine.preparations[1])).toContain('panacea-shared');
    expect(idsOf(engine.preparations[1])).not.toContain('rs-cheer');
    expect(engine.calls[1]?.groups.map(({ id }) => id)).toEqual(['pane-3']);
    expect(idsOf(engine.calls[1])).toEqual(idsOf(engine.preparations[1]));
    expect(run('clp')).toBe(before);
    expect(run('panacea')).toMatchObject({ status: 'done', text: 'The garden cheer0.33 seed1.', previousText: undefined });
  });

  it('shows what was measured in the pane that waits for its adapters, while a slider moves the others', async () => {
    const { engine, tiller, run } = setUp({ loadMs: 2000 });
    tiller.loading.boot();
    await vi.advanceTimersByTimeAsync(5000);
    tiller.panes.getState().choose('pane-3', 'panacea');
    tiller.mix.getState().set([0, 0, 1]);
    await settle();
    expect(engine.calls[1]?.groups.map(({ id }) => id)).toEqual(['pane-2']);
    expect(run('clp')?.text).toBe('The garden cheer1.00 seed1.');
    expect(run('panacea')).toMatchObject({ status: 'precomputed', measuredAt: [0, 0, 1] });
    await vi.advanceTimersByTimeAsync(2000);
    expect(run('panacea')).toMatchObject({ status: 'done', text: 'The garden cheer1.00 seed1.' });
  });

  it('drops the adapters of a pane that is taken back before they came', async () => {
    const { engine, tiller, run } = setUp({ loadMs: 2000 });
    tiller.loading.boot();
    await vi.advanceTimersByTimeAsync(5000);
    tiller.panes.getState().choose('pane-3', 'panacea');
    await settle();
    tiller.history.getState().undo();
    await vi.advanceTimersByTimeAsync(3000);
    expect(engine.preparations).toHaveLength(2);
    expect(tiller.engine.getState().status).toMatchObject({ kind: 'ready', preparing: false });
    expect(run('rs')?.status).toBe('done');
  });

  it('whose adapters do not come may be cancelled, and asked for again', async () => {
    const { engine, tiller, run } = setUp({ loadMs: 2000 });
    tiller.loading.boot();
    await vi.advanceTimersByTimeAsync(5000);
    tiller.panes.getState().choose('pane-3', 'panacea');
    await vi.advanceTimersByTimeAsync(10);
    expect(tiller.engine.getState().status).toMatchObject({ kind: 'ready', preparing: true });
    tiller.loading.cancel();
    expect(tiller.engine.getState().status).toMatchObject({ kind: 'ready', preparing: false });
    await vi.advanceTimersByTimeAsync(5000);
    expect(run('panacea')?.status).toBe('precomputed');
    tiller.retry();
    await vi.advanceTimersByTimeAsync(5000);
    expect(engine.loads).toHaveLength(1);
    expect(run('panacea')?.status).toBe('done');
  });

  it.each(['the network fails', 'an adapter is bad'])('says so when %s, keeps the others, and can be asked again', async (how) => {
    const failures: Error[] = [];
    let bad = how === 'an adapter is bad';
    const said = how === 'an adapter is bad' ? 'adapter panacea-cheer: tensor T holds NaN' : 'adapter not found';
    const { engine, tiller, run } = setUp({ failures, bad: (slot) => (bad && slot === 'panacea-cheer' ? said : undefined) });
    tiller.loading.boot();
    await settle();
    if (!bad) failures.push(new EngineError('network', said));
    tiller.panes.getState().choose('pane-3', 'panacea');
    tiller.mix.getState().set([0, 0, 1]);
    await settle();
    expect(tiller.runs.getState().badAdapters).toBe(`The adapters of a pane could not be loaded: ${said}`);
    expect(tiller.engine.getState().status.kind).toBe('ready');
    expect(run('clp')).toMatchObject({ status: 'done', text: 'The garden cheer1.00 seed1.' });
    expect(engine.calls.at(-1)?.slots.map(({ id }) => id)).not.toContain('panacea-cheer');
    expect(run('panacea')?.status).toBe('precomputed');
    bad = false;
    tiller.retry();
    await settle();
    expect(engine.loads).toHaveLength(1);
    expect(run('panacea')?.status).toBe('done');
    expect(tiller.runs.getState().badAdapters).toBeUndefined();
  });

  it('loads nothing for a policy of slots that are there', async () => {
    const { engine, tiller, run } = setUp();
    tiller.loading.boot();
    await settle();
    tiller.panes.getState().choose('pane-1', 'mod');
    tiller.panes.getState().add('dera');
    await settle();
    expect(engine.preparations).toHaveLength(1);
    expect(engine.calls.at(-1)?.groups.map(({ id }) => id)).toEqual(['pane-1', 'pane-4']);
    expect([run('mod')?.status, run('dera')?.status]).toEqual(['done', 'done']);
  });

  it('forgets the text of a pane that is closed, and undo brings the pane back', async () => {
    const { engine, tiller } = setUp();
    tiller.loading.boot();
    await settle();
    tiller.panes.getState().remove('pane-2');
    await settle();
    expect(Object.keys(tiller.runs.getState().runs)).toEqual(['pane-1', 'pane-3']);
    expect(engine.calls).toHaveLength(1);
    tiller.history.getState().undo();
    await settle();
    expect(engine.calls[1]?.groups.map(({ id }) => id)).toEqual(['pane-2']);
  });

  it('re-runs the pane whose lambda moves, once a drag, from its last tokens', async () => {
    const { engine, tiller, run } = setUp({
      url: {
        state: {
          panes: [
            { policy: 'base', options: {} },
            { policy: 'dera', options: {} },
          ],
        },
        notices: [],
      },
    });
    tiller.loading.boot();
    await settle();
    for (const lambda of [1, 0.5, 0.25]) tiller.panes.getState().setOptions('pane-2', { lambda }, true);
    tiller.panes.getState().settle();
    await settle();
    expect(engine.calls).toHaveLength(2);
    expect(engine.calls[1]?.groups).toMatchObject([{ id: 'pane-2', steering: { mixer: { kind: 'linear', weights: [0.75, 0.25] } } }]);
    expect(run('dera')).toHaveProperty('made.drafted', 4);
    tiller.history.getState().undo();
    await settle();
    expect(engine.calls[2]?.groups).toMatchObject([{ steering: { mixer: { weights: [-0.5, 1.5] } } }]);
  });

  it('shows no measured sample where the reader changed an option: it was measured with another', async () => {
    const { tiller, run } = setUp();
    tiller.panes.getState().choose('pane-1', 'dera');
    await settle();
    expect(run('dera')?.status).toBe('precomputed');
    tiller.panes.getState().setOptions('pane-1', { lambda: 0.5 });
    await settle();
    expect(run('dera')).toMatchObject({ status: 'empty', text: '' });
  });

  it('tells panes of one policy apart', () => {
    const { tiller } = setUp();
    expect(tiller.paneNames(['rs', 'clp', 'rs'].map((policy) => ({ policy, options: {} })))).toEqual([
      'Rewarded Soups',
      'CLP',
      'Rewarded Soups (2)',
    ]);
  });
});

describe('what the engine measures', () => {
  const proxy = {
    source: {
      pack: proxyPack,
      front: proxyFixtureFront,
      goodhart: fixtureGoodhart,
      files: servedFiles('http://localhost/models/proxy/'),
      leftOut: [],
    },
  };

  it('is asked for when the texts are done, of what they are, and shown with what the text says', async () => {
    const { engine, tiller, run } = setUp(proxy);
    tiller.loading.boot();
    await vi.advanceTimersByTimeAsync(62);
    expect(run('weak')).toMatchObject({ status: 'done', measuring: true });
    expect(run('weak')?.scores).not.toHaveProperty('closeness');
    expect(tiller.runs.getState().busy).toBe(true);
    await settle();
    expect(engine.scorings).toHaveLength(1);
    expect(engine.scorings[0]).toMatchObject({ temperature: 0.8, groups: [{ id: 'pane-1', ended: true }, {}, {}] });
    expect(run('weak')?.scores).toMatchObject({ closeness: -4.5, approval: 0.75 });
    expect(run('weak')?.scores).toHaveProperty('cheer');
    expect(run('weak')?.settledScores).toEqual(run('weak')?.scores);
    expect(run('weak')).toHaveProperty('measuring', false);
    expect(run('base')?.scores.closeness).toBeCloseTo(0, 12);
    expect(tiller.runs.getState().busy).toBe(false);
  });

  it('comes with a measured sample', async () => {
    const { tiller, run } = setUp(proxy);
    tiller.mix.getState().set([1, 0]);
    await tiller.running.start();
    expect(run('weak')?.scores.closeness).toBe(-24);
    expect(run('weak')?.scores).toHaveProperty('cheer');
  });

  it('is made up for when a move came between, of the panes that the move left alone', async () => {
    const { engine, tiller, run } = setUp(proxy);
    tiller.loading.boot();
    await vi.advanceTimersByTimeAsync(62);
    tiller.mix.getState().set([1, 0]);
    await settle();
    expect(engine.calls[1]?.groups.map(({ id }) => id)).toEqual(['pane-2', 'pane-3']);
    expect(engine.scorings.at(-1)?.groups.map(({ id }) => id)).toEqual(['pane-1', 'pane-2', 'pane-3']);
    for (const policy of ['base', 'weak', 'proper']) expect(run(policy)?.scores).toHaveProperty('approval', 0.75);
  });

  it('says so when it fails, and keeps the texts', async () => {
    const failures: Error[] = [];
    const { tiller, run } = setUp({ ...proxy, failures });
    tiller.loading.boot();
    await vi.advanceTimersByTimeAsync(62);
    failures.push(new EngineError('bad-request', 'no reward model'));
    await settle();
    expect(tiller.runs.getState().error).toBe('The texts could not be measured: no reward model (bad-request)');
    expect(run('weak')).toMatchObject({ status: 'done', measuring: false });
  });

  it('is asked of no pack whose rewards text decides', async () => {
    const { engine, tiller } = setUp();
    tiller.loading.boot();
    await settle();
    expect(engine.scorings).toHaveLength(0);
  });
});

describe('the cost of a token', () => {
  it('is measured pane by pane, each alone', async () => {
    const { engine, tiller } = setUp({
      source: { pack: dialPack, front: dialFixtureFront, goodhart: undefined, files: servedFiles('http://localhost/'), leftOut: [] },
    });
    tiller.panes.getState().choose('pane-1', 'dera');
    tiller.loading.boot();
    await settle();
    const before = engine.calls.length;
    await Promise.all([tiller.costs.getState().measure(), settle()]);
    expect(engine.calls.slice(before).map(({ groups }) => groups.map(({ id }) => id))).toEqual([['pane-1'], ['pane-2'], ['pane-3']]);
    expect(tiller.costs.getState().costs).toMatchObject({
      'pane-1': { policy: 'dera', rows: 2, msPerToken: 10 },
      'pane-2': { policy: 'clp', rows: 1, msPerToken: 10 },
    });
    expect(tiller.costs.getState().measuring).toBe(false);
  });
});

it('a pack that was trained on another model is told so and is not steered, as soon as the model is known', async () => {
  const manifest = { name: 'Other', license: 'MIT', source: 'here', bytes: 1, sha256: '0'.repeat(64) };
  const { tiller, engine } = setUp({ base: createBaseStore(Promise.resolve(manifest)) });
  tiller.loading.boot();
  await settle();
  expect(tiller.view.getState().notices).toEqual([
    'pack.json: field base: expected the model that is here, Other (0000000000…), got b179c9523d…',
  ]);
  await tiller.running.start();
  await settle();
  expect(engine.calls).toEqual([]);
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

  it('does not depend on what the browser remembers of the tab', async () => {
    const refuse = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
    const { tiller, run } = setUp({ storage: { getItem: refuse, setItem: refuse, removeItem: refuse } });
    tiller.loading.boot();
    await settle();
    expect(run('clp')?.status).toBe('done');
    tiller.loading.cancel();
    tiller.loading.leave();
    void tiller.loading.load('wasm');
    await settle();
    expect(tiller.engine.getState().status.kind).toBe('ready');
  });

  it('shows the error of a load with its code, and tries again', async () => {
    const { tiller } = setUp({ failures: [new EngineError('integrity', 'shard 2: expected abc, got def')] });
    tiller.loading.boot();
    await settle();
    expect(tiller.engine.getState().status).toEqual({ kind: 'failed', code: 'integrity', message: 'shard 2: expected abc, got def' });
    await Promise.all([tiller.loading.load(), settle()]);
    expect(tiller.engine.getState().status.kind).toBe('ready');
  });

  it('goes on with the engine where another pack left it', async () => {
    const first = setUp();
    first.tiller.loading.boot();
    await settle();
    const files = servedFiles('http://localhost/models/dial/');
    const source = { pack: dialPack, front: dialFixtureFront, goodhart: undefined, files, leftOut: [] };
    const next = { ...setUp({ source, engine: first.engine }), engine: first.engine };
    first.engine.preparations.length = 0;
    first.tiller.dispose();
    next.tiller.loading.takeOver(first.tiller.engine.getState().status);
    await settle();
    expect(next.engine.preparations[0]?.slots).toEqual([
      { id: 'dial-clp', url: 'http://localhost/models/dial/adapters/dial-clp' },
      { id: 'dial-expert', url: 'http://localhost/models/dial/adapters/dial-expert' },
    ]);
    expect(next.run('clp')?.status).toBe('done');
    expect(first.engine.loads).toHaveLength(1);
    const waiting = setUp();
    waiting.tiller.loading.takeOver({ kind: 'waiting', reason: 'It costs.' });
    await settle();
    expect(waiting.engine.loads).toHaveLength(0);
    expect(waiting.tiller.engine.getState().status).toEqual({ kind: 'waiting', reason: 'It costs.' });
  });

  it('takes the engine as a lesson left it, and prepares its own adapters', async () => {
    const first = setUp();
    await Promise.all([first.engine.load({ manifestUrl: '', backend: 'auto' }), settle()]);
    const later = setUp({ engine: first.engine });
    expect(later.tiller.engine.getState().status.kind).toBe('ready');
    await Promise.all([later.tiller.running.start(), settle()]);
    expect(later.run('base')?.status).toBe('done');
    expect(later.run('clp')?.status).toBe('precomputed');
    later.tiller.loading.ensureSlots();
    await settle();
    expect(first.engine.loads).toHaveLength(1);
    expect(later.run('clp')?.status).toBe('done');
  });

  it('names a reward that the catalog lacks', () => {
    const pack = { ...fixturePack, rewards: ['brevity', 'wit'] };
    expect(() =>
      setUp({ source: { pack, front: undefined, goodhart: undefined, files: servedFiles('http://localhost/'), leftOut: [] } }),
    ).toThrow(/expected one of brevity.*got wit/);
  });
});

describe('a recorded run', () => {
  const file = (data: unknown, name = 'voice-run.json') => ({ name, text: async () => JSON.stringify(data) });

  it('opens again as it was, through its file, and the model is not asked until something changes', async () => {
    const first = setUp();
    first.tiller.loading.boot();
    await settle();
    first.tiller.mix.getState().set([0, 0.25, 0.75]);
    await settle();
    const record = first.tiller.recordRun();
    expect(parseRun(JSON.parse(JSON.stringify(record)), 'run.json')).toEqual(record);
    expect(record).toMatchObject({ format: 'tiller-run/1', pack: 'voice', weights: [0, 0.25, 0.75], seed: 1 });

    const { engine, tiller, run } = setUp();
    tiller.loading.boot();
    await settle();
    const asked = engine.calls.length;
    await tiller.files.open(file(record), tiller);
    await settle();
    expect(tiller.files.store.getState().said).toMatchObject({ failed: false });
    expect(run('clp')).toMatchObject({ status: 'opened', text: 'The garden cheer0.75 seed1.', scores: record?.panes[1]?.scores });
    expect(tiller.mix.getState().weights).toEqual([0, 0.25, 0.75]);
    expect(engine.calls).toHaveLength(asked);
    expect(tiller.recordRun()).toEqual({ ...record, date: expect.any(String) });
    tiller.mix.getState().set([0, 0, 1]);
    await settle();
    expect(engine.calls.at(-1)?.groups[0]?.draft).toHaveLength(4);
    expect(run('clp')).toMatchObject({ status: 'done', previousText: 'The garden cheer0.75 seed1.' });
  });

  it('of a conversation opens with its earlier turns, which a new answer goes on from', async () => {
    const first = setUp();
    first.tiller.loading.boot();
    await settle();
    first.tiller.conversation.write('And then?');
    first.tiller.conversation.send();
    await settle();
    const record = first.tiller.recordRun();

    const { engine, tiller, run } = setUp();
    tiller.loading.boot();
    await settle();
    const asked = engine.calls.length;
    await tiller.files.open(file(record), tiller);
    await settle();
    expect(tiller.conversation.getState().exchanges).toMatchObject([
      {
        prompt: fixturePack.examples[0],
        answers: { 'pane-2': { text: 'The garden cheer0.33 seed1.', scores: { cheer: expect.any(Number) } } },
      },
    ]);
    expect(tiller.recordRun()).toEqual({ ...record, date: expect.any(String) });
    expect(engine.calls).toHaveLength(asked);
    tiller.mix.getState().set([0, 0, 1]);
    await settle();
    expect(engine.calls.at(-1)?.groups[0]?.turns?.[1]).toEqual({ role: 'assistant', text: 'The garden cheer0.33 seed1.' });
    expect(run('clp')).toMatchObject({ status: 'done', job: { prompt: 'And then?' } });
  });

  it('of measured samples gives way to the samples of other weights', async () => {
    const { tiller, run } = setUp();
    await tiller.running.start();
    const record = tiller.recordRun();
    expect(record?.panes[1]).toMatchObject({ policy: 'clp', tokens: [], measuredAt: expect.any(Array) });
    await tiller.files.open(file(record), tiller);
    await settle();
    expect(run('clp')).toMatchObject({ status: 'opened', measuredAt: record?.panes[1]?.measuredAt });
    tiller.mix.getState().set([0, 1, 0]);
    await settle();
    expect(run('clp')).toMatchObject({ status: 'precomputed', measuredAt: [0, 1, 0] });
  });

  it('is refused by file and field, and the page stays as it was', async () => {
    const { tiller, run } = setUp();
    await tiller.running.start();
    const record = tiller.recordRun();
    const before = run('clp');
    const said = async (data: unknown) => {
      await tiller.files.open(typeof data === 'string' ? { name: 'x.json', text: async () => data } : file(data, 'x.json'), tiller);
      expect(tiller.files.store.getState().said?.failed).toBe(true);
      return tiller.files.store.getState().said?.text;
    };
    expect(await said('{"a')).toMatch(/^x\.json: is not JSON/);
    expect(await said([1])).toMatch(/^x\.json: field format: expected one of .*tiller-run\/1.*, got undefined$/);
    expect(await said({ ...record, format: 'tiller-run/2' })).toMatch(/field format: expected one of/);
    expect(await said({ ...record, seed: -1 })).toMatch(/^x\.json: field seed: expected/);
    expect(await said({ ...record, sampling: { ...record?.sampling, topP: 0 } })).toMatch(/^x\.json: field sampling\.topP: expected/);
    expect(await said({ ...record, panes: [{ ...record?.panes[0], policy: 'nobody' }] })).toContain(
      'Its policy “nobody” is not in this pack.',
    );
    const [plain] = record?.panes ?? [];
    expect(await said({ ...record, weights: [1], panes: [{ ...plain, measuredAt: undefined }] })).toContain(
      'It has 1 weights; this pack has 3 rewards.',
    );
    expect(await said({ ...record, panes: [{ ...plain, measuredAt: [1] }] })).toMatch(/^x\.json: field panes\.0\.measuredAt: expected 3/);
    expect(await said({ ...record, base: 'ff'.repeat(32) })).toContain('another base model');
    expect(run('clp')).toBe(before);
  });

  it('of another pack offers to open that, and waits for it', async () => {
    const opened: string[] = [];
    const { tiller } = setUp({ openPack: (id) => opened.push(id) });
    await tiller.running.start();
    const record = {
      ...tiller.recordRun(),
      pack: 'dial',
      weights: [0.5, 0.5],
      panes: [{ ...tiller.recordRun()?.panes[0], policy: 'base' }],
    };
    await tiller.files.open(file(record), tiller);
    const { said } = tiller.files.store.getState();
    expect(said?.text).toBe('voice-run.json is of the pack “dial”; “voice” is open.');
    said?.offer?.act();
    expect(opened).toEqual(['dial']);
    tiller.files.resume(tiller);
    expect(tiller.files.store.getState().said).toBe(said);
    await tiller.files.open(file({ ...record, pack: 'nowhere' }), tiller);
    expect(tiller.files.store.getState().said).toMatchObject({ offer: undefined, text: expect.stringContaining('which is not here') });
  });
});

describe('a front that is dropped', () => {
  it('takes the place of the measured one, and the pack’s own comes back', async () => {
    const shown: unknown[] = [];
    const { tiller } = setUp({ showFront: (front) => shown.push(front) });
    const other = { ...fixtureFront, commit: 'abcdef0123456789' };
    const file = (data: unknown) => ({ name: 'mine.json', text: async () => JSON.stringify(data) });
    await tiller.files.open(file(other), tiller);
    expect(shown).toEqual([other]);
    const next = tiller.withFront(other);
    expect(next.front?.commit).toBe('abcdef0123456789');
    expect(next.mix).toBe(tiller.mix);
    tiller.files.store.getState().said?.offer?.act();
    expect(shown.at(-1)).toBeUndefined();
    expect(next.withFront(undefined).front).toBe(fixtureFront);
    await tiller.files.open(file({ ...other, base: 'ff'.repeat(32) }), tiller);
    expect(tiller.files.store.getState().said?.text).toMatch(/^mine\.json: field base: expected the pack's/);
  });
});
