/** TINY with weights that 8-bit blocks hold exactly: what has nothing to round can be held against float64. */
import { shardedSource } from '../files/byte-source.ts';
import { floatToHalf, halfToFloat } from '../files/float16.ts';
import type { GgufFile, GgufTensor } from '../files/gguf.ts';
import { tinyGguf } from './tiny-llama.ts';

const BLOCK = 32;
const BLOCK_BYTES = 34;

/** One block of Q8_0 as ggml lays it out: a half, and 32 signed bytes. */
function encode(values: Float32Array, out: Uint8Array): void {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const half = floatToHalf(largest / 127);
  const scale = halfToFloat[half] as number;
  out[0] = half & 255;
  out[1] = half >> 8;
  // A half below the exact scale would make the largest code 128.
  for (const [i, value] of values.entries()) out[2 + i] = scale === 0 ? 0 : Math.max(-127, Math.min(127, Math.round(value / scale)));
}

function decode(block: Uint8Array): Float32Array {
  const scale = halfToFloat[(block[0] as number) | ((block[1] as number) << 8)] as number;
  return Float32Array.from({ length: BLOCK }, (_, i) => (((block[2 + i] as number) << 24) >> 24) * scale);
}

function encodeAll(values: Float32Array): Uint8Array {
  const blocks = values.length / BLOCK;
  const bytes = new Uint8Array(blocks * BLOCK_BYTES);
  for (let i = 0; i < blocks; i++)
    encode(values.subarray(i * BLOCK, (i + 1) * BLOCK), bytes.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES));
  return bytes;
}

/** The weights as blocks hold them. */
export function roundedWeights(weights: ReadonlyMap<string, Float32Array>): Map<string, Float32Array> {
  return new Map(
    [...weights].map(([path, values]) => {
      const bytes = encodeAll(values);
      const rounded = new Float32Array(values.length);
      for (let i = 0; i * BLOCK < values.length; i++)
        rounded.set(decode(bytes.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES)), i * BLOCK);
      return [path, rounded];
    }),
  );
}

/** A GGUF in memory: matrices as Q8_0, norms in single precision. */
export function tinyBlocksGguf(weights: ReadonlyMap<string, Float32Array>): GgufFile {
  const { metadata, tensors, source } = tinyGguf(weights);
  const parts: Uint8Array[] = [];
  const placed = new Map<string, GgufTensor>();
  let start = 0;
  for (const tensor of tensors.values()) {
    const bytes = source.slice(tensor.start, tensor.start + tensor.bytes);
    const matrix = tensor.shape.length === 2;
    const own = matrix ? encodeAll(new Float32Array(bytes.slice().buffer)) : bytes;
    placed.set(tensor.name, { ...tensor, type: matrix ? 'Q8_0' : 'F32', start, bytes: own.length });
    parts.push(own);
    start += own.length;
  }
  return { metadata, tensors: placed, source: shardedSource(parts) };
}
