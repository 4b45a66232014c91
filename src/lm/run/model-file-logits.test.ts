/** What the metadata of a GGUF says of heads and positions, in the logits: against the model written out by the book. */
import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { shardedSource } from '../files/byte-source.ts';
import { readGguf } from '../files/gguf.ts';
import { ggufRow, readTensor } from '../graph/weights.ts';
import { plainLogits } from '../testing/plain-llama.ts';
import { tinyMetadata, tinyTensors } from '../testing/tiny-gguf-file.ts';
import { GGUF_NAMES } from '../testing/tiny-llama.ts';
import { type GgufValue, type WrittenTensor, writeGguf } from '../testing/write-gguf.ts';
import { loadModel } from './model.ts';

const TOKENS = [1, 40, 77, 5, 200, 13, 13, 250];

async function plainWeights(bytes: Uint8Array, { headSize }: LlamaConfig): Promise<Map<string, Float32Array>> {
  const file = await readGguf(shardedSource([bytes]));
  const embedding = readTensor(file, 'token_embd.weight');
  const weights = new Map([
    ['embedding', embedding],
    ['lm_head', embedding],
  ]);
  for (const [module, name] of Object.entries(GGUF_NAMES)) {
    const values = readTensor(file, `blk.0.${name}.weight`);
    const [rows = 0, columns = 0] = file.tensors.get(`blk.0.${name}.weight`)?.shape ?? [];
    const plain = new Float32Array(values.length);
    for (let row = 0; row < rows; row++) {
      const from = module === 'q_proj' || module === 'k_proj' ? ggufRow(row, headSize) : row;
      plain.set(values.subarray(from * columns, (from + 1) * columns), row * columns);
    }
    weights.set(`layers.0.${module}`, plain);
  }
  return weights;
}

/** Norms with gains of 1, as the plain reference has them. */
function withPlainNorms(tensors: readonly WrittenTensor[]): WrittenTensor[] {
  return tensors.map((tensor) =>
    tensor.name.endsWith('norm.weight')
      ? { ...tensor, data: new Uint8Array(new Float32Array(tensor.dims[0] as number).fill(1).buffer) }
      : tensor,
  );
}

async function worst(changes: Readonly<Record<string, GgufValue | undefined>>, headSize: number): Promise<number> {
  const bytes = writeGguf({ ...tinyMetadata(), ...changes }, withPlainNorms(tinyTensors({ headSize })));
  const backend = { ort, provider: 'cpu', weights: 'dense', precision: 'f32', sessionOptions: { intraOpNumThreads: 1 } } as const;
  const { forward, config } = await loadModel({ source: shardedSource([bytes]), backend, adapters: false });
  const { logits } = await forward.prefill([{ tokens: TOKENS, coefficients: new Float32Array(0), logitsFrom: 0 }]);
  const known = plainLogits(await plainWeights(bytes, config), TOKENS, [], config).flat();
  const got = logits[0] as Float32Array;
  expect(got.length).toBe(known.length);
  return known.reduce((most, value, i) => Math.max(most, Math.abs(value - (got[i] ?? Number.NaN))), 0);
}

it.each<[string, Readonly<Record<string, GgufValue | undefined>>, number]>([
  ['a plain file', {}, 16],
  [
    'heads of a size of their own',
    { 'llama.rope.dimension_count': undefined, 'llama.attention.key_length': 32, 'llama.attention.value_length': 32 },
    32,
  ],
  ['positions divided by 4, as old files say it', { 'llama.rope.scale_linear': { float: 4 } }, 16],
  ['positions divided by 4', { 'llama.rope.scaling.type': 'linear', 'llama.rope.scaling.factor': { float: 4 } }, 16],
  ['another base of RoPE', { 'llama.rope.freq_base': { float: 500 } }, 16],
])('%s has the logits of the reference', async (_, changes, headSize) => {
  expect(await worst(changes, headSize)).toBeLessThan(1e-4);
});
