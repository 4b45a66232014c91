/** The weights of a linear as the shaders read them: the GGUF's own numbers, bit for bit. */
import type { LinearPart } from '../../arch/linears.ts';
import { EngineError } from '../../errors.ts';
import { BLOCK, dequantize, type TensorType } from '../../files/dequantize.ts';
import { floatToHalf, halfToFloat } from '../../files/float16.ts';
import type { GgufFile, GgufTensor } from '../../files/gguf.ts';
import { ggufRow } from '../../graph/weights.ts';

/**
 * How a row of weights lies in words of 32 bits.
 * - q4: blocks of 32 values in 5 words: scale and minimum as halves, then 32 codes of 4 bits (of word i, low halves of its bytes are values 4i to
 *   4i + 3, high halves 16 further), as Q4_1 has them. value = scale code + minimum.
 * - q8: blocks of 32 values in 9 words: the scale as a half, then 32 signed bytes. value = scale code.
 * - f16, f32: the values.
 */
export type WeightLayout = 'q4' | 'q8' | 'f16' | 'f32';

/** Words of 32 values. */
export const BLOCK_WORDS: Readonly<Record<WeightLayout, number>> = { q4: 5, q8: 9, f16: 16, f32: 32 };

/** All of Q4_0 is in Q4_1, with a minimum of -8 scales. */
const LAYOUTS: Readonly<Record<TensorType, WeightLayout>> = { Q4_0: 'q4', Q4_1: 'q4', Q8_0: 'q8', F16: 'f16', F32: 'f32' };

export interface PackedWeights {
  readonly layout: WeightLayout;
  /** [out][in / 32][words of a block]. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

type WriteBlock = (from: Uint8Array, at: number, to: Uint8Array, out: number) => void;

function copyQ40(from: Uint8Array, at: number, to: Uint8Array, out: number): void {
  const scale = (from[at] as number) | ((from[at + 1] as number) << 8);
  const minimum = floatToHalf(-8 * (halfToFloat[scale] as number));
  to.set([scale & 255, scale >> 8, minimum & 255, minimum >> 8], out);
  to.set(from.subarray(at + 2, at + 18), out + 4);
}

function copyQ80(from: Uint8Array, at: number, to: Uint8Array, out: number): void {
  to.set(from.subarray(at, at + 2), out);
  to.set(from.subarray(at + 2, at + 34), out + 4);
}

/** Bytes of a block in the file, and how it is written; types whose rows are copied as they are have none. */
const BLOCKS: Readonly<Partial<Record<TensorType, { readonly bytes: number; readonly write: WriteBlock }>>> = {
  Q4_0: { bytes: 18, write: copyQ40 },
  Q8_0: { bytes: 34, write: copyQ80 },
};

function tensorOf(file: GgufFile, name: string): GgufTensor {
  const tensor = file.tensors.get(name);
  if (!tensor) throw new EngineError('unsupported-model', `tensor ${name} is missing`);
  return tensor;
}

/** Writes one row of a tensor. */
function writeRow(type: TensorType, layout: WeightLayout, bytes: Uint8Array, start: number, to: Uint8Array): void {
  const stored = LAYOUTS[type] === layout;
  const blocks = BLOCKS[type];
  if (stored && blocks) {
    const size = BLOCK_WORDS[layout] * 4;
    for (let out = 0, at = start; out < to.length; out += size, at += blocks.bytes) blocks.write(bytes, at, to, out);
  } else if (stored) to.set(bytes.subarray(start, start + to.length));
  else dequantize(type, bytes, start, to.length / 4, new Float32Array(to.buffer, to.byteOffset, to.length / 4));
}

/**
 * The parts joined along their outputs, query and key rows in the plain order. Parts of several types are single precision, which holds them all.
 * @throws EngineError 'backend' when the inputs are no whole number of blocks.
 */
export function packWeights(file: GgufFile, parts: readonly LinearPart[]): PackedWeights {
  const tensors = parts.map(({ tensor, heads }) => ({ ...tensorOf(file, tensor), heads }));
  const layouts = new Set(tensors.map(({ type }) => LAYOUTS[type]));
  const layout = layouts.size === 1 ? ([...layouts][0] as WeightLayout) : 'f32';
  const inputs = tensors[0]?.shape[1] as number;
  if (inputs % BLOCK !== 0)
    throw new EngineError('backend', `linear ${parts[0]?.tensor} has ${inputs} inputs, expected a multiple of ${BLOCK}`);
  const rowBytes = (inputs / BLOCK) * BLOCK_WORDS[layout] * 4;
  const outputs = tensors.reduce((sum, { shape }) => sum + (shape[0] as number), 0);
  const packed = new Uint8Array(outputs * rowBytes);
  let to = 0;
  for (const { type, shape, start, bytes, heads } of tensors) {
    const rows = shape[0] as number;
    const stride = bytes / rows;
    const stored = file.source.slice(start, start + bytes);
    for (let row = 0; row < rows; row++, to += rowBytes)
      writeRow(type, layout, stored, (heads ? ggufRow(row, rows / heads) : row) * stride, packed.subarray(to, to + rowBytes));
  }
  return { layout, bytes: packed };
}
