/** A page's sweep on the real model against the evaluation: the same texts, KL and means of the same prompts and seeds. */
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EnginePort } from '../../src/engine/engine-port.ts';
import { fakeInfo } from '../../src/engine/testing/fake-engine.ts';
import { readSlots } from '../../src/lm/adapters/bank-slots.ts';
import { generate } from '../../src/lm/decode/decode.ts';
import { score } from '../../src/lm/decode/score.ts';
import { loadModel } from '../../src/lm/run/model.ts';
import { buildFront } from '../../src/measure/build-front.ts';
import { jobSteering } from '../../src/measure/job-steering.ts';
import type { MeasuredPoint } from '../../src/measure/measurement.ts';
import { engineSeed } from '../../src/measure/plan.ts';
import type { Front } from '../../src/packs/front.ts';
import { memoryKept } from '../../src/playground/kept/memory-kept.ts';
import { packRewards } from '../../src/playground/state/pack-rewards.ts';
import { pageClock } from '../../src/playground/sweep/clock.ts';
import { createSweep } from '../../src/playground/sweep/sweep.ts';
import type { SweepSettings } from '../../src/playground/sweep/sweep-settings.ts';
import { createRewards, engineRewards } from '../../src/rewards/registry.ts';
import { baseModelSource } from '../base-model-source.ts';
import { loadLexicon } from '../lexicon.ts';
import { type Answerer, answerJob } from './answer-job.ts';
import { readPackFiles } from './pack-files.ts';

const folder = fileURLToPath(new URL('../../public/models/dial', import.meta.url));
const files = readPackFiles(folder);
const rewards = createRewards(loadLexicon());
/** Short answers of the base and of CLP, which is one slot here. */
const pack = { ...files.pack, maxTokens: 12, policies: files.pack.policies.filter(({ id }) => id === 'base' || id === 'clp') };
const prompts = files.prompts.held_out.slice(2, 4);
const seeds = [1];
const labels = pack.rewards.map((id) => (rewards.byId.get(id) ?? engineRewards.get(id))?.label ?? id);
const frozen: Pick<Front, 'reference'> & { readonly scale: [number, number][] } = {
  reference: [0.3, -50],
  scale: [
    [0.3, 1],
    [-50, 0],
  ],
};

let answerer: Answerer;
let dispose = async () => {};
const calls: { readonly rows: number; readonly drafted: number }[] = [];

beforeAll(async () => {
  const backend = { ort, provider: 'cpu', weights: 'dense', precision: 'f32', sessionOptions: { intraOpNumThreads: 1 } } as const;
  const { forward, tokenizer, config } = await loadModel({ source: baseModelSource(), backend, context: 256 });
  const used = new Set(pack.policies.flatMap(({ slots }) => slots.rewards));
  const { slots, reward } = readSlots(
    files.slots.filter(({ id }) => used.has(id)),
    config,
  );
  answerer = { forward, tokenizer, bank: await forward.mount(slots, reward) };
  dispose = () => forward.dispose();
}, 120_000);

afterAll(() => dispose());

/** The engine's calls on this thread. */
const engine: Pick<EnginePort, 'generate' | 'score' | 'count'> = {
  async generate(args, { signal, onEvent } = {}) {
    calls.push({ rows: args.groups.length, drafted: args.groups.filter(({ draft }) => draft).length });
    const between = async () => {
      await new Promise(setImmediate);
      signal?.throwIfAborted();
    };
    return generate(answerer.forward, answerer.tokenizer, args, { bank: answerer.bank, between, ...(onEvent ? { onEvent } : {}) });
  },
  score: (args) => score(answerer.forward, answerer.tokenizer, args, { bank: answerer.bank }),
  count: async (chat) => ({ tokens: answerer.tokenizer.encodeChat(chat).length, limit: answerer.forward.context }),
};

/** As the page wires it, with a front that says how the prompts were measured. */
function page() {
  const { score: scoreText, engineRewards: measures, golden, guard } = packRewards(pack, rewards);
  const measured: Pick<Front, 'reference' | 'scale' | 'seeds' | 'prompts' | 'policies'> = { ...frozen, seeds, prompts, policies: [] };
  return createSweep({
    ...{ ...pageClock, pack, packId: 'dial', policies: pack.policies, labels, engine, score: scoreText, engineRewards: measures },
    front: measured as Front,
    info: () => ({ ...fakeInfo, cacheBytesPerToken: 2 * 30 * 3 * 64 * 4 }),
    isReady: () => true,
    whenReady: async () => {},
    refusal: () => undefined,
    slots: () => [],
    watched: [...golden, guard].map(({ id }) => id),
    kept: async () => memoryKept(),
    date: () => new Date(0),
    announce: () => {},
    notify: (sentence) => {
      throw new Error(sentence);
    },
  }).store;
}

const settings: SweepSettings = {
  pack: 'dial',
  policies: pack.policies.map(({ id }) => ({ policy: id, options: {} })),
  grid: 'few',
  prompts,
  samples: 1,
  seed: engineSeed(1, 0),
  system: pack.system,
  sampling: { temperature: pack.temperature, topK: 0, topP: 1 },
  maxTokens: pack.maxTokens,
};

test('a sweep that was stopped on its way finds the texts, the KL and the means of the evaluation', { timeout: 600_000 }, async () => {
  const store = page();
  const until = (is: () => boolean) =>
    new Promise<void>((resolve) => {
      const stop = store.subscribe(() => {
        if (!is()) return;
        stop();
        resolve();
      });
    });
  store.getState().start(settings);
  await until(() => store.getState().texts.some(({ tokens }) => tokens.length > 3));
  store.getState().stop();
  store.getState().goOn();
  await until(() => store.getState().status !== 'running');
  const { status, error, texts, front } = store.getState();
  expect(error).toBeUndefined();
  expect([status, texts.length]).toEqual(['done', 24]);
  // All of it in one batch, begun twice: the second time from the texts that were there.
  expect(calls.map(({ rows }) => rows)).toEqual([24, 24]);
  expect(calls[1]?.drafted).toBeGreaterThan(20);

  const weightings = new Map(texts.map(({ policy, weights }) => [`${policy} ${weights}`, { policy, weights }]));
  const measurements: MeasuredPoint[] = [];
  for (const { policy, weights } of weightings.values()) {
    const job = { policy, weights, split: 'held_out', repeat: 0 } as const;
    const asked = prompts.map((prompt, i) => ({ prompt, seed: engineSeed(1, i) }));
    const { answers } = await answerJob(answerer, pack, jobSteering(pack, labels, job), asked);
    measurements.push({ policy, weights, split: 'held_out', repeats: [answers] });
    for (const answer of answers) {
      const swept = texts.find((text) => text.policy === policy && text.weights === weights && text.prompt === answer.prompt);
      expect(swept).toMatchObject({ text: answer.text, seed: answer.seed, stop: answer.finished ? 'end' : 'length' });
      expect(swept?.kl).toBeCloseTo(answer.kl, 2);
      expect(swept?.nll).toBeCloseTo(answer.nll, 2);
    }
  }
  const input = { pack, rewards, prompts, groups: {}, seeds, examples: [], measurements, commit: 'a test', frozen };
  for (const { id, points, indicators } of buildFront(input).front.policies) {
    const series = front?.series.find((one) => one.series === id);
    for (const { weights, rewards: means } of points) {
      const point = series?.points.find((one) => one.weights.join() === weights.join());
      for (const reward of pack.rewards) expect(point?.rewards[reward]?.mean).toBeCloseTo(means[reward]?.mean ?? Number.NaN, 2);
    }
    if (indicators) expect(series?.hypervolume?.mean).toBeCloseTo(indicators.hypervolume.mean, 1);
  }
});
