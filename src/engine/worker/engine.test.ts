import { describe, expect, it } from 'vitest';
import { EngineError } from '../../lm/errors.ts';
import { writeSafetensors } from '../../lm/files/safetensors.ts';
import type { GenerateArgs, ScoreArgs, SlotSource } from '../../lm/requests.ts';
import { createFakeForward, createFakeTokenizer, type FakeForward, stateAfter } from '../../lm/testing/fake-forward.ts';
import { TINY } from '../../lm/testing/tiny-llama.ts';
import { fakeInfo } from '../testing/fake-engine.ts';
import type { AdapterStoreDeps, FileSource } from './adapter-store.ts';
import { createEngine } from './engine.ts';

const config = { peft_type: 'LORA', r: 2, lora_alpha: 2, target_modules: ['q_proj'] };
const never = new AbortController().signal;
const context = (change: { signal?: AbortSignal; priority?: 'interactive' | 'background' } = {}) => ({
  signal: never,
  priority: 'interactive' as const,
  onEvent: () => {},
  ...change,
});

/** q_proj of layer 0, of rank 2. */
function tensors(change: (a: Float32Array) => void = () => {}): Uint8Array {
  const name = 'base_model.model.model.layers.0.self_attn.q_proj';
  const a = new Float32Array(2 * TINY.width).fill(0.5);
  change(a);
  const b = new Float32Array(TINY.heads * TINY.headSize * 2).fill(0.25);
  return writeSafetensors(
    new Map([
      [`${name}.lora_A.weight`, { shape: [2, TINY.width], data: a }],
      [`${name}.lora_B.weight`, { shape: [TINY.heads * TINY.headSize, 2], data: b }],
    ]),
    'F32',
  );
}

/** An engine over a model of hashes; adapters are bad where their name says so. */
async function makeEngine(fetchFiles?: AdapterStoreDeps['fetchFiles']) {
  const fetched: string[] = [];
  const forward: FakeForward = createFakeForward();
  const engine = createEngine({
    loadBase: async () => ({ forward, tokenizer: createFakeTokenizer() as never, config: TINY, info: fakeInfo, dispose: async () => {} }),
    fetchFiles:
      fetchFiles ??
      (async (source: FileSource) => {
        const name = 'url' in source ? source.url : source.key;
        fetched.push(name);
        if (name.includes('missing')) throw new EngineError('network', `${name}: expected status 200, got 404`);
        return { config, tensors: tensors((a) => a.fill(name.includes('nan') ? Number.NaN : 0.5, 0, 1)) };
      }),
  });
  await engine.load({ manifestUrl: 'm', backend: 'auto' }, context());
  return { engine, forward, fetched };
}

const source = (id: string, name = id): SlotSource => ({ id, url: `https://host.test/${name}` });
const generateArgs = (slots: readonly SlotSource[], maxTokens = 12): GenerateArgs => ({
  groups: slots.length === 0 ? [group('base', {})] : slots.map(({ id }) => group(id, { [id]: 1 })),
  sampling: { temperature: 0.8, topK: 0, topP: 1 },
  maxTokens,
  slots,
});
function group(id: string, coefficients: Readonly<Record<string, number>>) {
  return { id, system: '', prompt: 'p', steering: { rows: [{ coefficients }], mixer: { kind: 'identity' } as const }, seed: 3 };
}

it('refuses before a model is loaded', async () => {
  const engine = createEngine({ loadBase: () => Promise.reject(new Error('no')), fetchFiles: () => Promise.reject(new Error('no')) });
  await expect(engine.generate(generateArgs([]), context())).rejects.toThrow('no model is loaded: call load first');
  await expect(engine.count({ system: '', prompt: 'p' }, context())).rejects.toMatchObject({ code: 'bad-request' });
});

it('counts a prompt with its template, and says how many tokens there is room for', async () => {
  const { engine, forward } = await makeEngine();
  expect(await engine.count({ system: 'ab', prompt: 'cde' }, context())).toEqual({ tokens: 6, limit: forward.context });
});

it('says what tokens write, and refuses those that there are not', async () => {
  const { engine } = await makeEngine();
  const { bytes, end } = await engine['token-bytes']({ ids: [0, 3] }, context());
  expect(bytes.map((one) => new TextDecoder().decode(one))).toEqual(['a', 'd']);
  expect(end).toBe(0);
  await expect(engine['token-bytes']({ ids: [3, fakeInfo.vocabulary] }, context())).rejects.toMatchObject({ code: 'bad-request' });
});

describe('adapters', () => {
  it('are fetched and read once, whoever names them, and mounted once for calls that name the same', async () => {
    const { engine, forward, fetched } = await makeEngine();
    const slots = [source('a'), source('b'), { id: 'a*b', cross: { a: 'a', b: 'b' } }];
    expect(await engine.prepare({ slots }, context())).toEqual({ slots: ['a', 'b', 'a*b'], failures: [] });
    await engine.generate(generateArgs(slots), context());
    await engine.generate(generateArgs([source('other name', 'a')]), context());
    expect(fetched).toEqual(['https://host.test/a', 'https://host.test/b']);
    expect(forward.counts).toMatchObject({ liveBatches: 0, liveBanks: 2 });
  });

  it('dropped on the page are as good as fetched ones', async () => {
    const { engine, fetched } = await makeEngine();
    const files = { config: new Blob(['{}']), tensors: new Blob([]) };
    expect((await engine.prepare({ slots: [{ id: 'a', key: 'sha-1', files }] }, context())).slots).toEqual(['a']);
    expect(fetched).toEqual(['sha-1']);
  });

  it('are added up to one, cross slots too, in the base’s name', async () => {
    const { engine, fetched } = await makeEngine();
    const slots = [source('a'), source('b'), { id: 'a*b', cross: { a: 'a', b: 'b' } }];
    const mix = await engine['export-mix']({ slots, coefficients: { a: 0.5, 'a*b': 0.25 } }, context());
    expect(JSON.parse(mix.config)).toMatchObject({
      r: 4,
      lora_alpha: 4,
      base_model_name_or_path: fakeInfo.base.name,
      target_modules: ['q_proj'],
    });
    await expect(engine['export-mix']({ slots, coefficients: { c: 1 } }, context())).rejects.toMatchObject({ code: 'bad-request' });
    await expect(engine['export-mix']({ slots, coefficients: {} }, context())).rejects.toThrow('a mix of nothing is the base itself');
    expect(fetched).toHaveLength(2);
  });

  it('that are bad fail the calls that name them, by name; the base and other calls go on', async () => {
    const { engine } = await makeEngine();
    const good = [source('a')];
    const running = engine.generate(generateArgs(good), context());
    const bad = engine.generate(generateArgs([source('a'), source('nan')]), context());
    await expect(bad).rejects.toMatchObject({
      code: 'bad-adapter',
      message: expect.stringMatching(/^adapter nan: .*layers\.0\.self_attn\.q_proj\.lora_A\.weight.*NaN/),
    });
    expect((await running).groups[0]?.tokens.length).toBeGreaterThan(0);
    expect((await engine.generate(generateArgs([]), context())).groups[0]?.tokens.length).toBeGreaterThan(0);
    const prepared = await engine.prepare(
      { slots: [source('a'), source('nan'), source('missing'), { id: 'a*nan', cross: { a: 'a', b: 'nan' } }] },
      context(),
    );
    expect(prepared.slots).toEqual(['a']);
    expect(prepared.failures.map(({ slot, code }) => [slot, code])).toEqual([
      ['nan', 'bad-adapter'],
      ['missing', 'network'],
      ['a*nan', 'bad-adapter'],
    ]);
  });

  it('that could not be had are asked for again', async () => {
    let online = false;
    const { engine } = await makeEngine(async () => {
      if (!online) throw new EngineError('network', 'offline');
      return { config, tensors: tensors() };
    });
    expect((await engine.prepare({ slots: [source('a')] }, context())).slots).toEqual([]);
    online = true;
    expect((await engine.prepare({ slots: [source('a')] }, context())).slots).toEqual(['a']);
  });

  it('stay mounted for the last few sets of them, and no more', async () => {
    const { engine, forward } = await makeEngine();
    for (const id of ['a', 'b', 'c', 'd', 'e']) await engine.prepare({ slots: [source(id)] }, context());
    expect(forward.counts.liveBanks).toBe(3);
  });

  it('of one id twice are refused', async () => {
    const { engine } = await makeEngine();
    await expect(engine.prepare({ slots: [source('a'), source('a', 'b')] }, context())).rejects.toMatchObject({ code: 'bad-request' });
  });
});

describe('two users', () => {
  it('take turns: a background call gives way, and makes the very text that it makes alone', async () => {
    const { engine } = await makeEngine();
    const alone = await engine.generate(generateArgs([source('a')]), context());
    const order: string[] = [];
    const told = (name: string) => ({
      ...context(),
      onEvent: ({ type }: { type: string }) => void (type === 'group-end' && order.push(name)),
    });
    const background = engine.generate(generateArgs([source('a')]), { ...told('background'), priority: 'background' });
    const asked = engine.generate(generateArgs([source('b')], 6), told('asked'));
    const scores: ScoreArgs = { groups: [{ ...group('a', { a: 1 }), tokens: [1, 2], ended: true }], temperature: 1, slots: [source('a')] };
    const scored = engine.score(scores, context({ priority: 'background' }));
    expect((await background).groups[0]?.tokens).toEqual(alone.groups[0]?.tokens);
    await Promise.all([asked, scored]);
    expect(order).toEqual(['asked', 'background']);
  });

  it('one reads the words of an answer while the other’s decodes in the background, and both have what they have alone', async () => {
    const { engine } = await makeEngine();
    const alone = await engine.generate(generateArgs([source('a')]), context());
    const { id: _, seed: __, steering, ...chat } = group('a', { a: 1 });
    const about = { ...chat, tokens: alone.groups[0]?.tokens ?? [], ended: true, rivals: 2, temperature: 0.8, slots: [source('a')] };
    const ends: string[] = [];
    const note = (name: string) => ends.push(name);
    const running = engine.generate(generateArgs([source('a')]), context({ priority: 'background' })).finally(() => note('text'));
    const reading = engine.explain({ ...about, steerings: [{ id: 'own', steering }] }, context()).finally(() => note('words'));
    const { tokens } = await reading;
    expect(tokens.map(({ token }) => token)).toEqual([...about.tokens, 0]);
    expect(tokens.every(({ rivals, logProbabilities }) => rivals.length === 2 && (logProbabilities[0] as number) < 0)).toBe(true);
    expect((await running).groups[0]?.tokens).toEqual(alone.groups[0]?.tokens);
    expect(ends).toEqual(['words', 'text']);
  });

  it('reads states and weighs words in the background, one after the other, and an abort frees what was mounted for it', async () => {
    const { engine, forward } = await makeEngine();
    const background = context({ priority: 'background' });
    const texts = ['ab', 'abc', 'x'].map((text) => ({ text }));
    const reading = engine.states({ texts, pooling: 'last' }, background);
    const weighing = engine.choose({ questions: [{ system: '', prompt: 'p' }], words: ['a', 'b'] }, background);
    const { states, width } = await reading;
    for (const [i, { text }] of texts.entries()) {
      const expected = stateAfter(createFakeTokenizer().encode(text), width);
      for (const [k, value] of expected.entries()) expect(states[i * width + k]).toBeCloseTo(value, 6);
    }
    expect((await weighing).logProbabilities.every((value) => value < 0)).toBe(true);
    const stop = new AbortController();
    const stopped = engine.states({ texts, pooling: 'mean' }, context({ signal: stop.signal, priority: 'background' }));
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(forward.counts).toMatchObject({ liveBatches: 0, liveBanks: 0 });
  });

  it('an abort ends one call alone, wherever it is, and frees what it held', async () => {
    const { engine, forward } = await makeEngine();
    const [first, second] = [new AbortController(), new AbortController()];
    const running = engine.generate(generateArgs([source('a')], 60), context({ signal: first.signal }));
    const waiting = engine.generate(generateArgs([source('b')]), context({ signal: second.signal }));
    const other = engine.generate(generateArgs([]), context());
    second.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    first.abort();
    await running.then(
      ({ groups }) => expect(groups[0]?.stop).toBe('aborted'),
      (error) => expect(error).toMatchObject({ name: 'AbortError' }),
    );
    expect((await other).groups[0]?.stop).not.toBe('aborted');
    expect(forward.counts.liveBatches).toBe(0);
  });
});
