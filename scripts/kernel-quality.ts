/**
 * What the integer kernels cost beside the exact network: KL from exact to kernels in nats a token, and how often both find the same token
 * likeliest, over the pool's own prompts and answers; alone, and under CLP of pack voice at some weightings.
 *
 *   npx tsx scripts/kernel-quality.ts [--answers 48] [--threads 1] [--binary simd]
 *
 * Prints one JSON line and keeps it as bench/results/<date>-<commit>-kernel-quality.json. docs/decisions/2026-11-29-kernels.md quotes it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-node';
import { readSlots } from '../src/lm/adapters/bank-slots.ts';
import type { Bank, Forward } from '../src/lm/run/forward.ts';
import { loadModel } from '../src/lm/run/model.ts';
import { findMethod } from '../src/methods/registry.ts';
import { readPool } from '../src/training/pool.ts';
import { baseModelSource } from './base-model-source.ts';
import { workingCommit } from './build-commit.ts';
import type { Binary } from './build-kernels.ts';
import { type Compared, compareLogits } from './compare-logits.ts';
import { readPackFiles } from './evaluate/pack-files.ts';
import { loadNodeKernels } from './load-node-kernels.ts';

const { values: options } = parseArgs({
  options: {
    answers: { type: 'string', default: '48' },
    threads: { type: 'string', default: '1' },
    binary: { type: 'string' },
  },
});
const WEIGHTINGS = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1 / 3, 1 / 3, 1 / 3],
];
const CONTEXT = 512;

interface Text {
  readonly tokens: readonly number[];
  /** First position whose logits are compared: the prompt's last. */
  readonly from: number;
}

async function logitsOf(forward: Forward, bank: Bank, coefficients: Float32Array, { tokens, from }: Text): Promise<Float32Array> {
  const { batch, logits } = await forward.prefill([{ tokens, coefficients, logitsFrom: from }], { bank });
  forward.release(batch);
  return logits[0] as Float32Array;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;

const source = baseModelSource();
const sessionOptions = { intraOpNumThreads: Number(options.threads) };
const exact = await loadModel({
  source,
  backend: { ort, provider: 'cpu', weights: 'dense', precision: 'f32', sessionOptions },
  context: CONTEXT,
});
const kernels = await loadNodeKernels({
  source,
  context: CONTEXT,
  threads: Number(options.threads),
  ...(options.binary ? { binary: options.binary as Binary } : {}),
});
const { tokenizer, config } = exact;

const pool = readPool(JSON.parse(readFileSync(new URL('../public/models/pool.json', import.meta.url), 'utf8')), 'pool.json');
const stride = Math.max(1, Math.floor(pool.answers.length / Number(options.answers)));
const texts = pool.answers
  .filter((answer, i) => i % stride === 0 && answer.tokens.length > 0)
  .slice(0, Number(options.answers))
  .map(({ prompt, tokens }): Text => {
    const asked = tokenizer.encodeChat({ system: pool.system, prompt: pool.prompts[prompt] as string });
    return { tokens: [...asked, ...tokens], from: asked.length - 1 };
  });

const { pack, slots } = readPackFiles(new URL('../public/models/voice/', import.meta.url).pathname);
const policy = pack.policies.find(({ id }) => id === 'clp');
if (!policy) throw new Error('pack voice has no policy clp');
const wanted = [policy.slots.shared, ...policy.slots.rewards];
const mounted = readSlots(
  slots.filter(({ id }) => wanted.includes(id)),
  config,
);
const banks = [await exact.forward.mount(mounted.slots), await kernels.forward.mount(mounted.slots)] as const;
const ids = banks[0].slots;
const settings = [
  { name: 'base', coefficients: new Float32Array(ids.length) },
  ...WEIGHTINGS.map((weights) => {
    const [row] = findMethod('clp').steer(policy.slots, weights).rows;
    return {
      name: `clp ${weights.map((w) => w.toFixed(2)).join(' ')}`,
      coefficients: Float32Array.from(ids, (id) => row?.coefficients[id] ?? 0),
    };
  }),
];

const results = [];
for (const { name, coefficients } of settings) {
  const all: Compared[] = [];
  for (const text of texts) {
    const [a, b] = [
      await logitsOf(exact.forward, banks[0], coefficients, text),
      await logitsOf(kernels.forward, banks[1], coefficients, text),
    ];
    for (let at = 0; at < a.length; at += config.vocabulary)
      all.push(compareLogits(a.subarray(at, at + config.vocabulary), b.subarray(at, at + config.vocabulary)));
  }
  const sorted = all.map(({ kl }) => kl).sort((x, y) => x - y);
  const differing = all.filter(({ sameLikeliest }) => !sameLikeliest);
  const result = {
    setting: name,
    positions: all.length,
    klMean: mean(sorted),
    klMedian: quantile(sorted, 0.5),
    kl99: quantile(sorted, 0.99),
    klMax: sorted.at(-1),
    sameLikeliest: 1 - differing.length / all.length,
    /** How near the exact network's two likeliest tokens were where the kernels found another. */
    largestMarginThatFell: Math.max(0, ...differing.map(({ margin }) => margin)),
    worstLogit: Math.max(...all.map(({ worstLogit }) => worstLogit)),
  };
  console.error(JSON.stringify(result));
  results.push(result);
}
await exact.forward.dispose();
await kernels.forward.dispose();

const commit = workingCommit();
const date = new Date().toISOString();
const line = JSON.stringify({ date, commit, answers: texts.length, megabytes: kernels.weightBytes / 1e6, results });
writeFileSync(new URL(`../bench/results/${date.slice(0, 10)}-${commit.slice(0, 7)}-kernel-quality.json`, import.meta.url), `${line}\n`);
console.log(line);
