/**
 * What the weights of each backend cost: KL from the exact model to it, in nats a token, and how often the likeliest token differs, over the base's own
 * greedy answers. Blocks are ONNX Runtime's, on the CPU in f32, so that nothing but the weights differs; with --gpu also what really runs on WebGPU, on
 * Dawn in Node and Mesa's lavapipe: our own shaders, and 8-bit blocks in f16.
 *
 *   npx tsx scripts/measure-blocks.ts [--prompts 16] [--tokens 32] [--threads 1] [--gpu] [--out FILE.json]
 *
 * The figures in docs/decisions/2026-11-29-exact-on-webgpu.md come from here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-node';
import { openDevice, probeAdapter } from '../src/engine/backends/device.ts';
import type { WeightFormat } from '../src/lm/graph/llama-graph.ts';
import type { Forward } from '../src/lm/run/forward.ts';
import { openGpu } from '../src/lm/run/gpu/open-gpu.ts';
import { type Backend, type LoadedModel, loadModel } from '../src/lm/run/model.ts';
import { klDivergence, softmax } from '../src/math/softmax.ts';
import { baseModelSource } from './base-model-source.ts';

const { values: options } = parseArgs({
  options: {
    prompts: { type: 'string', default: '16' },
    tokens: { type: 'string', default: '32' },
    threads: { type: 'string', default: '1' },
    gpu: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

const CONTEXT = 512;

function onCpu(weights: WeightFormat): Promise<LoadedModel> {
  const sessionOptions = { intraOpNumThreads: Number(options.threads) };
  const backend = { ort, provider: 'cpu', weights, precision: 'f32', sessionOptions } as const;
  return loadModel({ source: baseModelSource(), backend, context: CONTEXT });
}

/** What runs on a GPU, on a software driver. */
async function onGpu(): Promise<[string, () => Promise<LoadedModel>][]> {
  const { startDawn } = await import('../e2e/dawn/dawn.ts');
  const gpuOrt = await import('onnxruntime-web/webgpu');
  gpuOrt.env.wasm.numThreads = 1;
  gpuOrt.env.logLevel = 'error';
  const gpu = startDawn();
  const device = async (f16: boolean) => openDevice(await probeAdapter(gpu, { software: true }), { f16, subgroups: f16 });
  return [
    ['own shaders, f32', async () => openGpu({ source: baseModelSource(), device: await device(false), context: CONTEXT })],
    [
      'blocks8, f16, WebGPU',
      async () => {
        const provider = { name: 'webgpu', device: await device(true) } as Backend['provider'];
        return loadModel({
          source: baseModelSource(),
          backend: { ort: gpuOrt, provider, weights: 'blocks8', precision: 'f16' },
          context: CONTEXT,
        });
      },
    ],
  ];
}

const argmax = (logits: Float32Array) => logits.reduce((best, value, token) => (value > (logits[best] as number) ? token : best), 0);

/** Each prompt with its greedy answer, and where the answer starts. */
async function answer(forward: Forward, prompts: readonly number[][], count: number): Promise<{ tokens: number[]; start: number }[]> {
  const rows = prompts.map((tokens) => ({ tokens: [...tokens], start: tokens.length }));
  const none = new Float32Array(0);
  const { batch, logits } = await forward.prefill(prompts.map((tokens) => ({ tokens, coefficients: none, logitsFrom: tokens.length - 1 })));
  let next = logits.map(argmax);
  for (let step = 0; step < count; step++) {
    rows.forEach((row, i) => {
      row.tokens.push(next[i] as number);
    });
    const flat = await forward.step(batch, next);
    next = next.map((_, i) => argmax(flat.subarray(i * forward.vocabulary, (i + 1) * forward.vocabulary)));
  }
  forward.release(batch);
  return rows;
}

/** Logits at every position that predicts a token of the answer. */
async function score(forward: Forward, rows: readonly { tokens: number[]; start: number }[]): Promise<Float32Array[]> {
  const positions: Float32Array[] = [];
  for (const { tokens, start } of rows) {
    const { batch, logits } = await forward.prefill([{ tokens, coefficients: new Float32Array(0), logitsFrom: start - 1 }]);
    forward.release(batch);
    const flat = logits[0] as Float32Array;
    for (let at = 0; at < flat.length; at += forward.vocabulary) positions.push(flat.slice(at, at + forward.vocabulary));
  }
  return positions;
}

const { system, held_out: prompts } = JSON.parse(readFileSync(new URL('../models/prompts/voice.json', import.meta.url), 'utf8')) as {
  system: string;
  held_out: string[];
};
const exact = await onCpu('dense');
const { tokenizer } = exact;
const chats = prompts.slice(0, Number(options.prompts)).map((prompt) => tokenizer.encodeChat({ system, prompt }));
const rows = await answer(exact.forward, chats, Number(options.tokens));
const reference = await score(exact.forward, rows);
await exact.forward.dispose();

const contestants: [string, () => Promise<LoadedModel>][] = [
  ['blocks8, f32', () => onCpu('blocks8')],
  ['blocks4, f32', () => onCpu('blocks4')],
  ...(options.gpu ? await onGpu() : []),
];
const results = [];
for (const [name, open] of contestants) {
  const { forward, weightBytes } = await open();
  const logits = await score(forward, rows);
  await forward.dispose();
  const divergences = logits.map((row, i) => klDivergence(softmax(reference[i] as Float32Array), softmax(row))).sort((a, b) => a - b);
  const mean = divergences.reduce((sum, value) => sum + value, 0) / divergences.length;
  const changed = logits.filter((row, i) => argmax(row) !== argmax(reference[i] as Float32Array)).length / logits.length;
  const worst = logits.reduce(
    (most, row, i) => row.reduce((max, value, token) => Math.max(max, Math.abs(value - (reference[i]?.[token] as number))), most),
    0,
  );
  const result = {
    weights: name,
    megabytes: Math.round(weightBytes / 1e6),
    positions: logits.length,
    klMean: mean,
    klMedian: divergences[divergences.length >> 1],
    klMax: divergences.at(-1),
    likeliestDiffers: changed,
    worstLogit: worst,
  };
  results.push(result);
  console.log(JSON.stringify(result));
  if (options.out) writeFileSync(options.out, `${JSON.stringify({ date: new Date().toISOString(), exact: 'dense, f32, CPU', results })}\n`);
}
// Dawn keeps the process alive.
process.exit(0);
