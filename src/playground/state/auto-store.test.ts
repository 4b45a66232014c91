import { expect, it } from 'vitest';
import { createFakeEngine } from '../../engine/testing/fake-engine.ts';
import { EngineError } from '../../lm/errors.ts';
import { encodeWeights } from '../../rewards/own/linear-head.ts';
import { createAutoStore } from './auto-store.ts';
import { createMixStore } from './mix-store.ts';
import { createRequestStore } from './request-store.ts';

/** The fake's state of a text is its length alone: a long prompt wants the second reward. */
const head = {
  pooling: 'mean',
  weights: encodeWeights([0, 0.1]),
  bias: [0, 0] as number[],
  judged: { policy: 'clp', prompts: 40, aboveCentre: { mean: 0, low: -0.1, high: 0.1 } },
} as const;
const asked = {
  prompt: 'Tell me of tea.',
  system: '',
  seed: 1,
  temperature: 0.8,
  topK: 0,
  topP: 1,
  minP: 0,
  repetitionPenalty: 1,
  maxTokens: 64,
};
const expected = [1 / (1 + Math.exp(1.5)), 1 / (1 + Math.exp(-1.5))];

function setUp(states: ReturnType<typeof createFakeEngine>['states'] = createFakeEngine({ words: () => [] }).states) {
  const request = createRequestStore(asked);
  const mix = createMixStore(2);
  const said: string[] = [];
  const store = createAutoStore({
    ...{ head, engine: { states }, request, mix },
    announce: (sentence) => said.push(sentence),
    inWords: (weights) => weights.map((weight) => weight.toFixed(2)).join(' and '),
  });
  return { store, request, mix, said };
}

it('proposes for the prompt and moves nothing until it is taken', async () => {
  const { store, mix, said } = setUp();
  await store.getState().propose();
  const { view } = store.getState();
  expect(view.status === 'proposed' && view.weights).toEqual(expected.map((weight) => expect.closeTo(weight, 6)));
  expect(mix.getState().weights).toEqual([0.5, 0.5]);
  store.getState().take();
  expect(mix.getState().weights).toEqual(expected.map((weight) => expect.closeTo(weight, 6)));
  expect(said).toEqual(['Proposed: 0.18 and 0.82.', 'The sliders are at 0.18 and 0.82.']);
});

it('forgets what was proposed for another prompt, and takes nothing then', async () => {
  const { store, request, mix } = setUp();
  await store.getState().propose();
  request.getState().setPrompt('Another?');
  expect(store.getState().view).toEqual({ status: 'unasked' });
  store.getState().take();
  expect(mix.getState().weights).toEqual([0.5, 0.5]);
  request.getState().setNumber('seed', 7);
  await store.getState().propose();
  request.getState().setNumber('seed', 8);
  expect(store.getState().view.status).toBe('proposed');
});

it('drops the answer to a prompt that changed meanwhile, and says nothing of it', async () => {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const { states } = createFakeEngine({ words: () => [] });
  const { store, request, said } = setUp(async (args, options) => {
    await promise;
    return states(args, { ...options, signal: undefined });
  });
  const proposing = store.getState().propose();
  expect(store.getState().view.status).toBe('reading');
  request.getState().setPrompt('Another?');
  resolve();
  await proposing;
  expect(store.getState().view).toEqual({ status: 'unasked' });
  expect(said).toEqual([]);
});

it('says why there is no proposal: the engine’s error, or a state of another size', async () => {
  const failing = setUp(() => Promise.reject(new EngineError('bad-request', 'text 1 has 600 tokens, expected 1 to 512')));
  await failing.store.getState().propose();
  expect(failing.said).toEqual(['The prompt could not be read: text 1 has 600 tokens, expected 1 to 512 (bad-request)']);
  const other = setUp(async () => ({ states: new Float32Array(3), width: 3, tokens: 1, totalMs: 1 }));
  await other.store.getState().propose();
  expect(other.store.getState().view).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('a state of 3 numbers, expected 1'),
  });
});
