import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineError } from '../../lm/errors.ts';
import { servedFiles } from '../../packs/served-files.ts';
import { dialFixtureFront, dialPack } from '../../packs/testing/fixture-dial.ts';
import { fixtureFront } from '../../packs/testing/fixture-pack.ts';
import { memoryKept } from '../kept/memory-kept.ts';
import { loaded, settings, settle, setUp } from '../testing/sweep-page.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a sweep', () => {
  it('plans the base once and every weighting of the others, the corners first', async () => {
    const { sweep } = await loaded();
    sweep().start(settings);
    await settle(1);
    expect(sweep()).toMatchObject({ status: 'running', total: 17, done: 0 });
    expect(
      sweep()
        .texts.slice(0, 4)
        .map(({ series, weights }) => [series, ...weights]),
    ).toEqual([['base'], ['clp', 1, 0, 0], ['clp', 0, 1, 0], ['clp', 0, 0, 1]]);
  });

  it('makes all texts behind the reader’s own, scores them, and comes to a front', async () => {
    const { sweep, background, tiller } = await loaded();
    sweep().start(settings);
    await settle();
    expect(sweep()).toMatchObject({ status: 'done', done: 17, total: 17, secondsLeft: undefined, error: undefined });
    expect(background()).toHaveLength(1);
    expect(background()[0]?.groups).toHaveLength(17);
    for (const text of sweep().texts) {
      expect(text).toMatchObject({ stop: 'end', prompt: 'Why?', seed: 7 });
      expect(text.tokens).toHaveLength(24);
      expect(Object.keys(text.scores)).toEqual(['brevity', 'richness', 'cheer', 'guard']);
    }
    const clp = sweep().front?.series.find(({ series }) => series === 'clp');
    expect(clp?.points).toHaveLength(16);
    expect(clp?.hypervolume?.n).toBe(1);
    expect(tiller.view.getState().announcement).toBe('The sweep is finished: 17 texts.');
  });

  it('shows forecasts while texts grow, and tells how long it will take', async () => {
    const { sweep } = await loaded();
    sweep().start(settings);
    await settle(200);
    const [first] = sweep().texts;
    expect(first?.stop).toBeUndefined();
    expect(Object.keys(first?.scores ?? {})).toContain('cheer');
    expect(sweep().done).toBe(0);
    expect(sweep().secondsLeft).toBeGreaterThan(0);
    const point = sweep().front?.series[0]?.points[0];
    expect(point).toMatchObject({ ended: 0, of: 1, rewards: { cheer: { n: 0 } } });
  });

  it('is told over the reference of the front that is shown as measured', async () => {
    const { sweep, tiller } = await loaded();
    const volume = () => sweep().front?.series.find(({ series }) => series === 'clp')?.hypervolume?.mean ?? Number.NaN;
    sweep().start(settings);
    await settle();
    const own = volume();
    const other = { ...fixtureFront, reference: fixtureFront.reference.map((value) => value - 1) };
    tiller.withFront(other);
    await settle();
    const moved = volume();
    expect(moved).toBeGreaterThan(own);
    sweep().clear();
    sweep().start({ ...settings, seed: 7 });
    await settle();
    expect(volume()).toBe(moved);
    tiller.withFront(undefined);
    await settle();
    expect(volume()).toBe(own);
  });

  it('stops with what is there, and goes on from it', async () => {
    const { sweep, background } = await loaded();
    sweep().start(settings);
    await settle(75);
    sweep().stop();
    await settle();
    expect(sweep()).toMatchObject({ status: 'stopped', done: 0 });
    const grown = sweep().texts[0]?.tokens ?? [];
    expect(grown.length).toBeGreaterThan(2);
    expect(grown.length).toBeLessThan(24);
    expect(background()).toHaveLength(1);
    sweep().goOn();
    await settle();
    expect(background()[1]?.groups[0]?.draft).toEqual(grown);
    expect(sweep()).toMatchObject({ status: 'done', done: 17 });
  });

  it('goes on after a reload from what was kept, and extends what is there', async () => {
    const kept = memoryKept();
    const before = await loaded({ kept });
    before.sweep().start(settings);
    await settle();
    const texts = before.sweep().texts;
    before.tiller.dispose();

    const after = await loaded({ kept });
    after.sweep().start({ ...settings, samples: 2, prompts: ['Why?', 'How?'] });
    await settle();
    expect(after.sweep()).toMatchObject({ status: 'done', done: 68 });
    expect(after.sweep().texts.slice(0, 17)).toEqual(texts);
    const asked = after.background().flatMap(({ groups }) => groups.map(({ prompt, seed }) => `${prompt} ${seed}`));
    expect(asked).toHaveLength(51);
    expect(new Set(asked)).toEqual(new Set(['How? 8', 'Why? 1007', 'How? 1008']));
  });

  it('offers after a reload what had not ended, asks nothing before it is to go on, and offers nothing that was closed', async () => {
    const kept = memoryKept();
    const before = await loaded({ kept });
    before.sweep().start(settings);
    await settle(75);
    before.tiller.dispose();
    await settle();

    const after = await loaded({ kept });
    after.sweep().offer({ ...settings, prompts: ['How?'], seed: 1 });
    await settle();
    expect(after.sweep()).toMatchObject({ status: 'stopped', settings, done: 0, total: 17 });
    expect(after.sweep().texts[0]?.tokens.length).toBeGreaterThan(2);
    expect(after.background()).toEqual([]);
    after.sweep().goOn();
    await settle();
    expect(after.sweep()).toMatchObject({ status: 'done', done: 17 });

    // It has ended; and of another temperature nothing is kept.
    const ended = await loaded({ kept });
    ended.sweep().offer(settings);
    ended.sweep().offer({ ...settings, sampling: { ...settings.sampling, temperature: 0.5 } });
    await settle();
    expect(ended.sweep().status).toBe('none');
    ended.sweep().start({ ...settings, samples: 2 });
    await settle(75);
    ended.sweep().stop();
    ended.sweep().clear();
    await settle();

    const closed = await loaded({ kept });
    closed.sweep().offer(settings);
    await settle();
    expect(closed.sweep().status).toBe('none');
    closed.sweep().start({ ...settings, samples: 2 });
    await settle();
    expect(closed.sweep()).toMatchObject({ status: 'done', done: 34 });
  });

  it('begins anew where the model was asked otherwise', async () => {
    const kept = memoryKept();
    const { sweep, background } = await loaded({ kept });
    sweep().start(settings);
    await settle();
    sweep().start({ ...settings, sampling: { ...settings.sampling, temperature: 0.5 } });
    await settle();
    expect(background().map(({ groups }) => groups.length)).toEqual([17, 17]);
    expect(await kept.list()).toHaveLength(2);
  });

  it('goes on by itself where the model is lost and comes back', async () => {
    const failures: Error[] = [];
    const { sweep, tiller, engine } = await loaded({ failures });
    sweep().start(settings);
    await settle(50);
    failures.push(new EngineError('worker-died', 'the worker ended'), new EngineError('network', 'no shard came'));
    void tiller.loading.load();
    await settle();
    expect(tiller.engine.getState().status.kind).toBe('failed');
    expect(sweep().status).toBe('running');
    const calls = engine.calls.length;
    await settle();
    expect(engine.calls.length).toBe(calls);
    void tiller.loading.load();
    await settle();
    expect(sweep()).toMatchObject({ status: 'done', done: 17 });
  });

  it('tells why it could not go on while the model is there, and can be tried again', async () => {
    const failures: Error[] = [];
    const { sweep, tiller } = await loaded({ failures });
    failures.push(new EngineError('bad-adapter', 'adapters/clp: no such file'));
    sweep().start(settings);
    await settle();
    expect(sweep()).toMatchObject({
      status: 'failed',
      error: 'The sweep could not go on: adapters/clp: no such file (bad-adapter)',
    });
    expect(tiller.view.getState().announcement).toBe('The sweep failed.');
    sweep().goOn();
    await settle();
    expect(sweep()).toMatchObject({ status: 'done', error: undefined });
  });

  it('rests while the reader looks elsewhere', async () => {
    const { sweep, tiller, engine } = await loaded();
    sweep().start(settings);
    await settle(60);
    tiller.hide();
    await settle();
    const calls = engine.calls.length;
    await settle();
    expect(engine.calls.length).toBe(calls);
    expect(sweep().done).toBe(0);
    tiller.show();
    await settle();
    expect(sweep()).toMatchObject({ status: 'done', done: 17 });
  });

  it('waits for the model where that is not there yet', async () => {
    const { sweep, tiller } = setUp();
    sweep().start(settings);
    await settle();
    expect(sweep()).toMatchObject({ status: 'running', done: 0 });
    tiller.loading.boot();
    await settle();
    expect(sweep()).toMatchObject({ status: 'done', done: 17 });
  });

  it('refuses in a sentence what makes no sense', async () => {
    const { sweep } = await loaded();
    for (const [change, sentence] of [
      [{ samples: 9 }, 'A sweep takes 1 to 8 samples, not 9.'],
      [{ prompts: [] }, 'A sweep needs a prompt of at least one word each.'],
      [{ policies: [] }, 'A sweep needs at least one method; there is none.'],
      [{ prompts: Array.from({ length: 1500 }, (_, i) => `Why ${i}?`) }, 'This sweep would be 25,500 texts; expected at most 20,000.'],
    ] as const) {
      sweep().start({ ...settings, ...change });
      expect(sweep()).toMatchObject({ status: 'failed', error: sentence, texts: [] });
    }
    sweep().clear();
    expect(sweep()).toMatchObject({ status: 'none', error: undefined });
  });

  it('measures what text does not give, as soon as a text has ended', async () => {
    const { sweep, engine } = await loaded({
      source: {
        pack: dialPack,
        front: dialFixtureFront,
        goodhart: undefined,
        files: servedFiles('http://localhost/models/dial/'),
        leftOut: [],
      },
      packId: 'dial',
    });
    const policies = dialPack.policies.slice(0, 2).map(({ id }) => ({ policy: id, options: {} }));
    sweep().start({ ...settings, pack: 'dial', policies, system: dialPack.system });
    await settle();
    expect(sweep().status).toBe('done');
    for (const { scores, kl, nll } of sweep().texts) {
      expect(scores.closeness).toBe(-2.5);
      expect([kl, nll]).toEqual([2.5, 1.5]);
    }
    expect(sweep().front?.series[1]?.points[0]?.rewards).toMatchObject({ closeness: { mean: -2.5, n: 1 }, kl: { mean: 2.5, n: 1 } });
    const [scoring] = engine.scorings.filter(({ groups }) => groups.length > 3);
    expect(scoring?.temperature).toBe(0.8);
  });
});
