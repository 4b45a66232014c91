import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseFile } from '../../lm/parse-file.ts';
import { buildFront } from '../../measure/build-front.ts';
import { buildScoredFront, type ScoredFrontInput } from '../../measure/scored-front.ts';
import { type Front, FrontSchema } from '../../packs/front.ts';
import { servedFiles } from '../../packs/served-files.ts';
import { fixtureFront, fixturePack } from '../../packs/testing/fixture-pack.ts';
import { catalog, loaded, settings, settle } from '../testing/sweep-page.ts';
import { frontOfSweep, frontRefusal, sweepFile } from './save-sweep.ts';
import { parseSweep } from './sweep-file.ts';
import type { SweepSettings } from './sweep-settings.ts';

const date = new Date('2026-11-29T02:00:00Z');

/** All of the prompts, as they were measured; two samples, so that every seed counts. */
const whole: SweepSettings = {
  ...settings,
  prompts: fixturePack.examples,
  policies: ['base', 'clp', 'rs'].map((policy) => ({ policy, options: {} })),
  samples: 2,
  maxTokens: fixturePack.maxTokens,
};

const measured: Front = {
  ...fixtureFront,
  prompts: [...fixturePack.examples],
  scale: [
    [0.1, 0.9],
    [0.3, 0.9],
    [0.2, 0.8],
  ],
};
const source = {
  source: { pack: fixturePack, front: measured, goodhart: undefined, files: servedFiles('http://localhost/models/voice/'), leftOut: [] },
};

async function swept(asked: SweepSettings) {
  const page = await loaded(source);
  page.sweep().start(asked);
  for (let turns = 0; page.sweep().status === 'running' && turns < 100; turns += 1) await settle(250);
  expect(page.sweep().status).toBe('done');
  return page;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a sweep as a file', () => {
  it('opens again, with its texts and its front', async () => {
    const { tiller, sweep } = await swept({ ...settings, samples: 2 });
    const file = parseSweep(JSON.parse(JSON.stringify(sweepFile(tiller, date))), 'sweep.json');
    const after = await loaded(source);
    after.sweep().open(file);
    await settle();
    expect(after.sweep()).toMatchObject({ status: 'done', done: 34, settings: { ...settings, samples: 2 } });
    expect(after.sweep().texts).toEqual(sweep().texts);
    expect(after.sweep().front).toEqual(sweep().front);
    expect(after.engine.calls.filter(({ maxTokens }) => maxTokens === settings.maxTokens)).toHaveLength(0);
  });

  it('whose texts were not all measured is not done when it opens, and is measured when it goes on', async () => {
    const asked = { ...whole, samples: 1 };
    const { tiller } = await swept(asked);
    const file = sweepFile(tiller, date);
    const texts = file.texts.map(({ kl: _, nll: __, ...text }, i) => (i === 3 ? text : (file.texts[i] as typeof text)));
    const { tiller: opened, sweep, engine } = await loaded(source);
    const saved = sweep();
    saved.open(parseSweep(JSON.parse(JSON.stringify({ ...file, texts })), 'sweep.json'));
    await settle();
    expect(sweep()).toMatchObject({ status: 'stopped', done: sweep().total });
    expect(frontRefusal(opened)).toContain('not finished');
    sweep().goOn();
    await settle();
    expect(sweep().status).toBe('done');
    expect(engine.scorings.map(({ groups }) => groups.length)).toEqual([1]);
    expect(sweep().texts[3]?.kl).toBe(2.5);
    expect(frontRefusal(opened)).toBeUndefined();
  });

  it('is no front where a front of fewer prompts came after it', async () => {
    const page = await loaded(source);
    page.sweep().start({ ...whole, prompts: whole.prompts.slice(0, 1), samples: 1 });
    await settle();
    const fewer = page.tiller.withFront({ ...measured, prompts: measured.prompts.slice(0, 1) });
    expect(page.sweep().texts.every(({ kl }) => kl === undefined)).toBe(true);
    expect(frontRefusal(fewer)).toContain('KL');
  });

  it('goes on where it was stopped', async () => {
    const { tiller, sweep } = await loaded();
    sweep().start(settings);
    await settle(150);
    sweep().stop();
    await settle();
    const file = parseSweep(JSON.parse(JSON.stringify(sweepFile(tiller, date))), 'sweep.json');
    const after = await loaded();
    after.sweep().open(file);
    await settle();
    expect(after.sweep()).toMatchObject({ status: 'stopped', done: 0 });
    after.sweep().goOn();
    await settle();
    expect(after.sweep()).toMatchObject({ status: 'done', done: 17 });
  });

  it('opens on the same pack, imported under another address', async () => {
    const { tiller } = await swept(settings);
    const file = parseSweep(JSON.parse(JSON.stringify(sweepFile(tiller, date))), 'sweep.json');
    const imported = await loaded({ ...source, packId: 'voice-2' });
    imported.sweep().open(file);
    await settle();
    expect(imported.sweep()).toMatchObject({ status: 'done', done: 17 });
  });

  it('is refused by file and field where it is wrong, and in a sentence where it is another’s', async () => {
    const { tiller, sweep } = await swept(settings);
    const file = JSON.parse(JSON.stringify(sweepFile(tiller, date)));
    const refused = (change: object) => () => parseSweep({ ...file, ...change }, 'mine.json');
    expect(refused({ format: 'tiller-run/1' })).toThrow('mine.json: field format: expected "tiller-sweep/1"');
    expect(refused({ settings: { ...file.settings, samples: 12 } })).toThrow('mine.json: field settings.samples: expected <=8');
    expect(refused({ texts: [{ ...file.texts[0], tokens: ['a'] }] })).toThrow('mine.json: field texts.0.tokens.0: expected number');
    expect(refused({ texts: [file.texts[0], file.texts[0]] })).toThrow(
      'mine.json: field texts.1.key: expected one that is not there before',
    );
    const open = (change: object) => () => sweep().open({ ...file, ...change });
    expect(open({ settings: { ...file.settings, pack: 'fork' } })).toThrow('The file has a sweep of the pack fork; this page is of voice.');
    expect(open({ base: '0'.repeat(64) })).toThrow('The file has a sweep of the base model 0000000000…');
    expect(open({ settings: { ...file.settings, policies: [{ policy: 'nobody', options: {} }] } })).toThrow('the method nobody');
    expect(sweep()).toMatchObject({ status: 'done', done: 17 });

    // A text that says it is of another weighting is of the one that its key has; one that nobody asked for is left out.
    const [first, second] = file.texts;
    sweep().open({
      ...file,
      texts: [
        { ...first, weights: [0.5], seed: 99 },
        { ...second, key: 'unknown' },
      ],
    });
    await settle();
    expect(sweep()).toMatchObject({ status: 'stopped', done: 1, total: 17 });
    expect(sweep().texts[0]).toEqual(first);
  });
});

describe('a sweep of all the pack’s prompts', () => {
  it('is a front as the evaluation would build it of these answers', async () => {
    const { tiller } = await swept(whole);
    expect(frontRefusal(tiller)).toBeUndefined();
    let asked: ScoredFrontInput | undefined;
    const building = frontOfSweep(tiller, async (input) => {
      // As a worker gets it.
      asked = structuredClone(input);
      return buildScoredFront(asked);
    });
    await settle();
    const front = parseFile(FrontSchema, JSON.parse(JSON.stringify(await building)), 'front.json');
    const { scores: _, twins: __, guard: ___, ...input } = asked as ScoredFrontInput;
    expect(front).toEqual(JSON.parse(JSON.stringify(buildFront({ ...input, rewards: catalog }).front)));
    expect(front).toMatchObject({
      reference: measured.reference,
      scale: measured.scale,
      prompts: measured.prompts,
      seeds: [1, 2],
    });
    expect(front.policies.map(({ id, points }) => [id, points.length])).toEqual([
      ['base', 1],
      ['clp', 16],
      ['rs', 16],
    ]);
    const point = front.policies[1]?.points[3];
    expect(point?.kl).toEqual({ mean: 2.5, low: 2.5, high: 2.5 });
    expect(Object.keys(point?.twins ?? {})).toHaveLength(3);
    expect(point?.samples.map(({ prompt }) => prompt)).toEqual(fixturePack.examples);
    expect(front.comparisons).toHaveLength(1);
  });

  it('opens as what the sweep came to', async () => {
    const { tiller, sweep } = await swept(whole);
    const building = frontOfSweep(tiller, async (input) => buildScoredFront(input));
    await settle();
    const front = await building;
    const live = sweep().front;
    const after = await loaded(source);
    after.sweep().open(front);
    const opened = after.sweep().front;
    expect(after.sweep()).toMatchObject({ status: 'done', texts: [] });
    for (const [i, { series, points, hypervolume }] of (live?.series ?? []).entries()) {
      expect(opened?.series[i]?.series).toBe(series);
      if (points.length > 1) expect(opened?.series[i]?.hypervolume).toEqual(hypervolume);
      for (const { weights, rewards } of points) {
        const point = opened?.series[i]?.points.find((one) => one.weights.join() === weights.join());
        for (const reward of fixturePack.rewards) expect(point?.rewards[reward]).toEqual(rewards[reward]);
      }
    }
    expect(opened?.differences[0]?.hypervolume).toEqual(live?.differences[0]?.hypervolume);
    expect(() => after.sweep().open({ ...front, pack: 'fork' })).toThrow('The front\'s pack: expected "voice", got "fork".');
  });

  it('is refused where it was not measured as the pack was', async () => {
    const few = await swept(settings);
    expect(frontRefusal(few.tiller)).toBe('A front is of all the prompts that the pack was measured on.');
    await expect(frontOfSweep(few.tiller)).rejects.toThrow('A front is of all the prompts');
    const hot = await swept({ ...whole, samples: 1, sampling: { ...whole.sampling, temperature: 1 } });
    expect(frontRefusal(hot.tiller)).toMatch(/^A front is measured with the pack’s own/);
    const baseless = await swept({ ...whole, samples: 1, policies: [{ policy: 'clp', options: {} }] });
    expect(frontRefusal(baseless.tiller)).toBe('A front needs the base model among its methods.');
  });
});
