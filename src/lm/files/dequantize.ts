import { EngineError } from '../errors.ts';
import { halfToFloat } from './float16.ts';

/** GGML tensor types that can be read. Layouts: ggml's block structs of 32 values (https://github.com/ggml-org/ggml, ggml-common.h). */
export type TensorType = 'F32' | 'F16' | 'Q4_0' | 'Q4_1' | 'Q8_0';

/** Values that share a scale in the quantised types. */
export const BLOCK = 32;

const VALUE_BYTES = { F32: 4, F16: 2 } as const;
const BLOCK_BYTES = { Q4_0: 18, Q4_1: 20, Q8_0: 34 } as const;

/**
 * Bytes of a row of `columns` values.
 * @throws EngineError 'unsupported-model' when a quantised row is not a whole number of blocks.
 */
export function rowBytes(type: TensorType, columns: number, tensor: string): number {
  if (type === 'F32' || type === 'F16') return columns * VALUE_BYTES[type];
  if (columns % BLOCK !== 0) {
    throw new EngineError(
      'unsupported-model',
      `tensor ${tensor} of type ${type} has rows of ${columns} values, expected a multiple of ${BLOCK}`,
    );
  }
  return (columns / BLOCK) * BLOCK_BYTES[type];
}

/** Writes `count` values, read from `bytes` at `start`, to `out` at `to`. `count` is a multiple of 32 for quantised types. */
export function dequantize(type: TensorType, bytes: Uint8Array, start: number, count: number, out: Float32Array, to = 0): void {
  const half = (at: number): number => halfToFloat[(bytes[at] as number) | ((bytes[at + 1] as number) << 8)] as number;
  if (type === 'F32') {
    const view = new DataView(bytes.buffer, bytes.byteOffset + start, count * 4);
    for (let i = 0; i < count; i++) out[to + i] = view.getFloat32(i * 4, true);
    return;
  }
  if (type === 'F16') {
    for (let i = 0; i < count; i++) out[to + i] = half(start + i * 2);
    return;
  }
  const step = BLOCK_BYTES[type];
  for (let at = start, end = to + count; to < end; at += step, to += BLOCK) {
    const scale = half(at);
    if (type === 'Q8_0') {
      for (let j = 0; j < BLOCK; j++) out[to + j] = (((bytes[at + 2 + j] as number) << 24) >> 24) * scale;
      continue;
    }
    const minimum = type === 'Q4_1' ? half(at + 2) : -8 * scale;
    const codes = type === 'Q4_1' ? at + 4 : at + 2;
    for (let j = 0; j < 16; j++) {
      const pair = bytes[codes + j] as number;
      // A 4-bit integer times a half is exact in single precision, so the sum rounds once, as in ggml.
      out[to + j] = (pair & 15) * scale + minimum;
      out[to + j + 16] = (pair >> 4) * scale + minimum;
    }
  }
}
