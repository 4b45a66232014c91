import { createRng } from '../../math/rng.ts';
import type { Adapter, LoraPair } from '../adapters/peft.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { shardedSource } from '../files/byte-source.ts';
import type { GgufFile, GgufTensor } from '../files/gguf.ts';

/** A model of the architecture in a few thousand weights, for tests of the algebra that take milliseconds. */
export const TINY: LlamaConfig = {
  layers: 2,
  width: 64,
  heads: 4,
  keyValueHeads: 2,
  headSize: 16,
  mlp: 96,
  vocabulary: 97,
  ropeBase: 10_000,
  ropeScale: 1,
  normEpsilon: 1e-5,
  context: 128,
  tied: false,
};

/** [in, out] of TINY's linears, by PEFT's module names. */
export const TINY_MODULES = {
  q_proj: [64, 64],
  k_proj: [64, 32],
  v_proj: [64, 32],
  o_proj: [64, 64],
  gate_proj: [64, 96],
  up_proj: [64, 96],
  down_proj: [96, 64],
} as const;

/** GGUF's names of a layer's linears by PEFT's. */
export const GGUF_NAMES = {
  q_proj: 'attn_q',
  k_proj: 'attn_k',
  v_proj: 'attn_v',
  o_proj: 'attn_output',
  gate_proj: 'ffn_gate',
  up_proj: 'ffn_up',
  down_proj: 'ffn_down',
} as const;
const HEADS: Partial<Record<keyof typeof TINY_MODULES, number>> = { q_proj: TINY.heads, k_proj: TINY.keyValueHeads };

type Module = keyof typeof TINY_MODULES;
const modules = Object.keys(TINY_MODULES) as Module[];

function randomValues(length: number, scale: number, next: () => number): Float32Array {
  return Float32Array.from({ length }, () => (2 * next() - 1) * scale);
}

/** llama.cpp's order of the rows of q and k, as its conversion script states it: reshape(heads, 2, size / 2, in), swap the middle axes. */
function toGgufRows(plain: Float32Array, heads: number, inputs: number): Float32Array {
  const rows = plain.length / inputs;
  const half = rows / heads / 2;
  const permuted = new Float32Array(plain.length);
  let to = 0;
  for (let head = 0; head < heads; head++) {
    for (let i = 0; i < half; i++) {
      for (let side = 0; side < 2; side++, to++) {
        const from = (head * 2 + side) * half + i;
        permuted.set(plain.subarray(from * inputs, (from + 1) * inputs), to * inputs);
      }
    }
  }
  return permuted;
}

/** Weights in the plain order, [out, in], by path: `layers.0.q_proj`, `lm_head`, `embedding`. */
export function tinyWeights(seed = 1): Map<string, Float32Array> {
  const next = createRng(seed);
  const weights = new Map<string, Float32Array>();
  for (let layer = 0; layer < TINY.layers; layer++) {
    for (const module of modules) {
      const [inputs, outputs] = TINY_MODULES[module];
      weights.set(`layers.${layer}.${module}`, randomValues(inputs * outputs, 0.2, next));
    }
  }
  weights.set('lm_head', randomValues(TINY.vocabulary * TINY.width, 1, next));
  weights.set('embedding', randomValues(TINY.vocabulary * TINY.width, 1, next));
  return weights;
}

/** A GGUF in memory, single precision. */
export function tinyGguf(weights: ReadonlyMap<string, Float32Array>): GgufFile {
  const parts: Uint8Array[] = [];
  const tensors = new Map<string, GgufTensor>();
  let start = 0;
  const add = (name: string, shape: readonly number[], values: Float32Array) => {
    const bytes = new Uint8Array(values.slice().buffer);
    tensors.set(name, { name, type: 'F32', shape, start, bytes: bytes.length });
    parts.push(bytes);
    start += bytes.length;
  };
  const norm = (name: string) => add(name, [TINY.width], new Float32Array(TINY.width).fill(1));
  add('token_embd.weight', [TINY.vocabulary, TINY.width], weights.get('embedding') as Float32Array);
  add('output.weight', [TINY.vocabulary, TINY.width], weights.get('lm_head') as Float32Array);
  norm('output_norm.weight');
  for (let layer = 0; layer < TINY.layers; layer++) {
    norm(`blk.${layer}.attn_norm.weight`);
    norm(`blk.${layer}.ffn_norm.weight`);
    for (const module of modules) {
      const [inputs, outputs] = TINY_MODULES[module];
      const plain = weights.get(`layers.${layer}.${module}`) as Float32Array;
      const heads = HEADS[module];
      add(`blk.${layer}.${GGUF_NAMES[module]}.weight`, [outputs, inputs], heads ? toGgufRows(plain, heads, inputs) : plain);
    }
  }
  return { metadata: {}, tensors, source: shardedSource(parts) };
}

/** A random adapter on the modules named (of every layer, and `lm_head`). */
export function tinyAdapter(seed: number, rank: number, on: readonly (Module | 'lm_head')[], sharedA = false): Adapter {
  const next = createRng(seed);
  const adapter = new Map<string, LoraPair>();
  const pair = (inputs: number, outputs: number, a = randomValues(rank * inputs, 0.3, next)): LoraPair => ({
    rank,
    scale: 1.5,
    a,
    b: randomValues(outputs * rank, 0.3, next),
  });
  for (let layer = 0; layer < TINY.layers; layer++) {
    for (const module of modules.filter((name) => on.includes(name))) {
      const [inputs, outputs] = TINY_MODULES[module];
      const owner = sharedA && (module === 'k_proj' || module === 'v_proj') ? adapter.get(`layers.${layer}.q_proj`)?.a : undefined;
      adapter.set(`layers.${layer}.${module}`, pair(inputs, outputs, owner));
    }
  }
  if (on.includes('lm_head')) adapter.set('lm_head', pair(TINY.width, TINY.vocabulary));
  return adapter;
}

/** Steering vectors: an adapter of rank 1 that is all bias, on the modules named. */
export function tinyVectors(seed: number, on: readonly (Module | 'lm_head')[]): Adapter {
  const next = createRng(seed);
  const zero = (values: Float32Array) => new Float32Array(values.length);
  return new Map(
    [...tinyAdapter(seed, 1, on)].map(([path, { rank, scale, a, b }]) => {
      const bias = randomValues(b.length, 0.5, next);
      return [path, { rank, scale, a: zero(a), b: zero(b), bias }];
    }),
  );
}

/** W + sum of coefficient * scale * B A: delta mixing, done to the weights themselves. */
export function merged(
  weights: ReadonlyMap<string, Float32Array>,
  adapters: readonly Adapter[],
  coefficients: readonly number[],
): Map<string, Float32Array> {
  const result = new Map([...weights].map(([path, values]) => [path, values.slice()]));
  adapters.forEach((adapter, slot) => {
    for (const [path, { rank, scale, a, b }] of adapter) {
      const values = result.get(path) as Float32Array;
      const inputs = a.length / rank;
      for (let i = 0; i < values.length; i++) {
        let delta = 0;
        for (let r = 0; r < rank; r++) delta += (b[Math.floor(i / inputs) * rank + r] as number) * (a[r * inputs + (i % inputs)] as number);
        values[i] = (values[i] as number) + (coefficients[slot] as number) * scale * delta;
      }
    }
  });
  return result;
}
