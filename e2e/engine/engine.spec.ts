/** The built engine worker in Chromium: the real model on WASM, the cut model on software WebGPU. */
import { expect, test } from '@playwright/test';
import type { LoadArgs } from '../../src/engine/protocol.ts';
import type { GenerateArgs, GroupRequest, ScoreRequest } from '../../src/lm/requests.ts';
import type { Steering } from '../../src/methods/method.ts';
import { type Generated, openEngine } from './engine-page.ts';

// A service worker's own fetches cannot be routed or counted.
test.use({ serviceWorkers: 'block' });
test.setTimeout(900_000);

const group = (id: string, prompt: string, change: Partial<GroupRequest> = {}): GroupRequest => ({
  id,
  system: 'Answer in two or three sentences.',
  prompt,
  steering: { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } },
  seed: 1,
  ...change,
});
const greedy = { temperature: 0, topK: 0, topP: 1 };

test('the real model on WASM: loads with progress, answers, aborts, scores, and comes from the cache the second time', async ({ page }) => {
  const shards: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('.bin')) shards.push(request.url());
  });
  await openEngine(page);
  const manifestUrl = new URL('models/base/manifest.json', page.url()).href;
  const slots = [{ id: 'cheer', url: new URL('models/voice/adapters/rs-cheer', page.url()).href }];
  const loadArgs = { manifestUrl, backend: 'auto' } satisfies LoadArgs;
  const first = await page.evaluate((args) => window.engine.load(args), loadArgs);
  expect(first.info).toMatchObject({ backend: 'wasm-threads', precision: 'integers', fromCache: false, cached: true, vocabulary: 49152 });
  expect(first.info.rungs[0]).toMatchObject({ backend: 'webgpu', outcome: 'refused', reason: expect.stringContaining('swiftshader') });
  expect(first.info.rungs[1]?.reason).toMatch(
    /^Runs on the CPU with \d threads?, in integers\. Its logits agree with the known ones within 0\.00/,
  );
  expect(first.bytes.at(-1)).toBe(98_362_432);
  expect(first.bytes).toEqual([...first.bytes].sort((a, b) => a - b));
  expect(shards.length).toBe(4);

  const question = { groups: [group('a', 'Why is the sky blue?')], sampling: greedy, maxTokens: 24, slots: [] } satisfies GenerateArgs;
  const whole = await page.evaluate((args) => window.engine.generate(args), question);
  const [answer] = whole.result.groups;
  expect(answer?.text).toContain('sky');
  expect(whole.streamed.a).toEqual(answer?.tokens);

  const tokens = answer?.tokens ?? [];
  const redecoded = await page.evaluate((args) => window.engine.generate(args), {
    ...question,
    groups: [group('a', 'Why is the sky blue?', { draft: tokens })],
  });
  expect(redecoded.result.groups[0]).toMatchObject({ tokens, kept: tokens.length });

  const cut = await page.evaluate((args) => window.engine.generate(args, 3), { ...question, maxTokens: 64 });
  expect(cut.result.groups[0]).toMatchObject({ stop: 'aborted', tokens: tokens.slice(0, cut.result.groups[0]?.tokens.length) });
  expect(cut.result.groups[0]?.tokens.length).toBeLessThanOrEqual(5);

  // The base's greedy answer: as likely as itself, as likely under a DeRa that stays at the base, less likely under an expert.
  const base = { coefficients: {} };
  const expert = { coefficients: { cheer: 1 } };
  const steerings: Readonly<Record<string, Steering>> = {
    base: { rows: [base], mixer: { kind: 'identity' } },
    dera: { rows: [base, expert], mixer: { kind: 'linear', weights: [1, 0] } },
    expert: { rows: [expert], mixer: { kind: 'identity' } },
  };
  const texts = Object.entries(steerings).map(
    ([id, steering]): ScoreRequest => ({ ...group(id, 'Why is the sky blue?'), steering, tokens, ended: answer?.stop === 'end' }),
  );
  // A bad adapter is told by name; what is good beside it stays usable, and so does the base.
  await page.route('**/adapters/broken/*', async (route) => {
    const url = route.request().url().replace('/broken/', '/rs-cheer/');
    if (url.endsWith('.json')) return route.fulfill({ response: await route.fetch({ url }) });
    return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Not found</title>' });
  });
  const broken = { id: 'broken', url: new URL('models/voice/adapters/broken', page.url()).href };
  const prepared = await page.evaluate((args) => window.engine.prepare(args), { slots: [...slots, broken] });
  expect(prepared.slots).toEqual(['cheer']);
  expect(prepared.failures).toEqual([
    { slot: 'broken', code: 'bad-adapter', message: expect.stringMatching(/^adapter broken: .*is a web page, expected safetensors/) },
  ]);
  const scored = await page.evaluate((args) => window.engine.score(args), { groups: texts, temperature: 1, slots });
  const [ofBase, ofDera, ofExpert] = scored.groups.map(({ logRatio }) => logRatio) as [number, number, number];
  expect(ofBase).toBe(0);
  expect(Math.abs(ofDera)).toBeLessThan(1e-3);
  expect(ofExpert).toBeLessThan(-0.5);
  for (const { nll } of scored.groups) {
    expect(nll).toBeGreaterThan(0);
    expect(nll).toBeLessThan(1.5);
  }

  const { tokens: counted, limit } = await page.evaluate((args) => window.engine.count(args), group('a', '2'.repeat(100)));
  expect([counted > 100, limit]).toEqual([true, 2048]);

  // The reader's call goes first, and the other goes on by itself to the text that it has alone.
  const [background, asked] = await page.evaluate(
    async ([long, short]) => {
      const order: string[] = [];
      const ended = (name: string) => (generated: Generated) => {
        order.push(name);
        return { order: [...order], ...generated };
      };
      const first = window.engine.generate(long, undefined, 'background').then(ended('background'));
      return Promise.all([first, window.engine.generate(short).then(ended('asked'))]);
    },
    [
      { ...question, maxTokens: 24 },
      { ...question, groups: [group('b', 'Name a color.')], maxTokens: 4 },
    ] as const,
  );
  expect(background.order).toEqual(['asked', 'background']);
  expect(background.result.groups[0]?.tokens).toEqual(tokens);
  expect(asked.result.groups[0]?.tokens.length).toBeLessThanOrEqual(4);

  shards.length = 0;
  await openEngine(page);
  const second = await page.evaluate((args) => window.engine.load(args), loadArgs);
  expect(second.info).toMatchObject({ fromCache: true, cached: true });
  expect(shards).toEqual([]);
});

for (const [cpu, precision, within] of [
  ['integers', 'integers', /in integers\. Its logits agree with the known ones within 0\.00/],
  ['floats', 'f32', /agree with the known ones within 0\.0000/],
] as const) {
  test(`the real model in ${cpu}, where the reader asks for it: no other rung, and an answer`, async ({ page }) => {
    await openEngine(page);
    const manifestUrl = new URL('models/base/manifest.json', page.url()).href;
    const { info } = await page.evaluate((args) => window.engine.load(args), { manifestUrl, backend: 'auto', cpu } satisfies LoadArgs);
    expect(info).toMatchObject({ backend: 'wasm-threads', precision });
    expect(info.rungs).toHaveLength(1);
    expect(info.rungs[0]?.reason).toMatch(within);
    const question = { groups: [group('a', 'Why is the sky blue?')], sampling: greedy, maxTokens: 12, slots: [] } satisfies GenerateArgs;
    const { result } = await page.evaluate((args) => window.engine.generate(args), question);
    expect(result.groups[0]?.text).toContain('sky');
  });
}

test('kernels that the browser refuses cost speed and nothing else: float32 takes their place, and says why', async ({ page }) => {
  await page.route('**/kernels-*.wasm', (route) =>
    route.fulfill({ contentType: 'application/wasm', body: Buffer.from([0, 0x61, 0x73, 0x6d, 9, 9, 9, 9]) }),
  );
  await openEngine(page);
  const manifestUrl = new URL('models/base/manifest.json', page.url()).href;
  const { info } = await page.evaluate((args) => window.engine.load(args), {
    manifestUrl,
    backend: 'auto',
    cpu: 'integers',
  } satisfies LoadArgs);
  expect(info).toMatchObject({ backend: 'wasm-threads', precision: 'f32' });
  expect(info.rungs[0]?.reason).toContain(
    'In float32, since the integer kernels were refused: this browser lacks what they need of WebAssembly',
  );
});

test('the cut model on software WebGPU: what failed is not tried again, and what holds is right', async ({ page }) => {
  await openEngine(page);
  const manifestUrl = new URL('models/cut/manifest.json', page.url()).href;
  const refused = page.evaluate((args) => window.engine.load(args), {
    manifestUrl,
    backend: 'webgpu',
    failed: [{ backend: 'webgpu', outcome: 'failed', reason: 'It was lost.' }],
  } satisfies LoadArgs);
  await expect(refused).rejects.toThrow('no backend works: webgpu: It was lost.');
  const { info } = await page.evaluate((args) => window.engine.load(args), {
    manifestUrl,
    backend: 'webgpu',
  } satisfies LoadArgs);
  expect(info).toMatchObject({ backend: 'webgpu', precision: 'f32', vocabulary: 2048 });
  const [{ reason } = { reason: '' }] = info.rungs;
  expect(reason).toMatch(
    /^Runs on the GPU \(google swiftshader\) in f32 with exact weights\. Its logits agree with the known ones within 0\.0000/,
  );
  // Our own shaders ask for no feature. e2e/dawn tests ONNX Runtime, on drivers that have some.
  expect(reason).not.toContain('Turned off before');
  const run = { groups: [group('a', 'a b c')], sampling: greedy, maxTokens: 3, slots: [] };
  const { result } = await page.evaluate((args) => window.engine.generate(args), run);
  expect(result.groups[0]?.tokens.length).toBeGreaterThan(0);
});
