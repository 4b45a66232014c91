/** Our engine, in a worker as in the app: the same loader of weights, graph, session and sampler. */
import { shardedSource } from '../../src/engine/worker/byte-source.ts';
import { type LoadedModel, loadModel } from '../../src/engine/worker/model.ts';
import { loadCpuOrt } from '../../src/engine/worker/ort.ts';
import { writeSafetensors } from '../../src/engine/worker/safetensors.ts';
import { sampleToken } from '../../src/engine/worker/sampler.ts';
import { randomAdapter } from '../../src/engine/worker/testing/random-adapter.ts';
import { quantile } from '../../src/math/statistics.ts';
import type { BenchEngine, GenerateRequest, GenerateTimes } from './contract.ts';

export interface OursOptions {
  readonly ggufUrl: string;
  readonly threads: number;
  /** Slots of the bank, each of rank `rank` on the attention's linears; 0 builds no bank. */
  readonly slots: number;
  readonly rank: number;
}

export interface RedecodeTimes {
  /** One prefill of prompt and text, logits at the last position. */
  readonly prefillMs: number;
  /** Verification of the text under coefficients that change no token. */
  readonly redecodeMs: number;
}

export interface OursEngine extends BenchEngine<OursOptions> {
  redecode(request: { readonly prompt: readonly number[]; readonly text: readonly number[] }): Promise<RedecodeTimes>;
  shape(): { readonly nodes: number; readonly weightBytes: number };
}

const GREEDY = { temperature: 0, topK: 0, topP: 1 };
const ATTENTION = ['q', 'k', 'v', 'o'] as const;
const SMOLLM_SHAPE = { layers: 30, width: 576, kvWidth: 192, mlpWidth: 1536, vocabulary: 49152 };

let model: LoadedModel | undefined;

function loaded(): LoadedModel {
  if (!model) throw new Error('load() comes first');
  return model;
}

function slotsOf(count: number, rank: number): { id: string; config: unknown; tensors: Uint8Array }[] {
  return Array.from({ length: count }, (_, seed) => {
    const spec = { id: `slot-${seed}`, seed, rank, alpha: rank, targets: ATTENTION, sharedA: true, scaleA: 2 ** -5, scaleB: 2 ** -9 };
    return {
      id: spec.id,
      config: { peft_type: 'LORA', r: rank, lora_alpha: rank },
      tensors: writeSafetensors(randomAdapter(spec, SMOLLM_SHAPE), 'F32'),
    };
  });
}

/** Weightings of a front's edge, as coefficients of the first two slots. */
function coefficientsOf(row: number, rows: number, slots: number): Float32Array {
  const values = new Float32Array(slots);
  const share = rows > 1 ? row / (rows - 1) : 0;
  if (slots > 1) values.set([share, 1 - share]);
  return values;
}

async function generate({ prompt, rows, tokens }: GenerateRequest): Promise<GenerateTimes> {
  const { forward } = loaded();
  const { vocabulary, slots } = forward;
  const start = performance.now();
  const prefilled = await forward.prefill(
    Array.from({ length: rows }, (_, row) => ({
      tokens: prompt,
      coefficients: coefficientsOf(row, rows, slots.length),
      logitsFrom: prompt.length - 1,
    })),
  );
  let last = prefilled.logits.map((logits) => sampleToken(logits, GREEDY, 0, 0).token);
  const first = performance.now();
  const ids = [last[0] as number];
  const steps: number[] = [];
  for (let position = 1; position < tokens; position++) {
    const stepStart = performance.now();
    const logits = await forward.step(prefilled.batch, last);
    last = last.map((_, row) => sampleToken(logits.subarray(row * vocabulary, (row + 1) * vocabulary), GREEDY, 0, position).token);
    ids.push(last[0] as number);
    steps.push(performance.now() - stepStart);
  }
  const end = performance.now();
  forward.release(prefilled.batch);
  const stepMs = quantile(steps, 0.5);
  return { firstMs: first - start, totalMs: end - start, decodeMs: end - first, decoded: rows * (tokens - 1), stepMs, ids };
}

const engine: OursEngine = {
  async load({ ggufUrl, threads, slots, rank }) {
    const start = performance.now();
    const bytes = new Uint8Array(await (await fetch(ggufUrl)).arrayBuffer());
    model = await loadModel({
      source: shardedSource([bytes]),
      slots: slotsOf(slots, rank),
      backend: { ort: await loadCpuOrt(threads), provider: 'wasm', weights: 'dense', precision: 'f32' },
    });
    return { ms: performance.now() - start, note: `${threads} threads, bank of rank ${slots * rank}, ${model.nodes} nodes` };
  },

  generate,

  async redecode({ prompt, text }) {
    const { forward } = loaded();
    const coefficients = new Float32Array(forward.slots.length);
    const tokens = [...prompt, ...text];
    const plainStart = performance.now();
    const plain = await forward.prefill([{ tokens, coefficients, logitsFrom: tokens.length - 1 }]);
    const prefillMs = performance.now() - plainStart;
    forward.release(plain.batch);
    const start = performance.now();
    const { batch, logits } = await forward.prefill([{ tokens, coefficients, logitsFrom: prompt.length - 1 }]);
    const [row] = logits as [Float32Array];
    text.forEach((_, position) => {
      sampleToken(row.subarray(position * forward.vocabulary, (position + 1) * forward.vocabulary), GREEDY, 0, position);
    });
    const redecodeMs = performance.now() - start;
    forward.release(batch);
    return { prefillMs, redecodeMs };
  },

  shape() {
    const { nodes, weightBytes } = loaded();
    return { nodes, weightBytes };
  },
};

Object.assign(globalThis, { engine });
