import { EngineError } from '../errors.ts';
import { BLOCK, rowBytes, type TensorType } from './dequantize.ts';
import type { GgufFile, GgufTensor } from './gguf.ts';

/** Where the upper bytes of a type's floats lie: all of a block's values are finite when its scale and minimum are. */
const FLOATS: Readonly<Record<Exclude<TensorType, 'F32'>, { readonly values: number; readonly highBytes: readonly number[] }>> = {
  F16: { values: 1, highBytes: [1] },
  Q4_0: { values: BLOCK, highBytes: [1] },
  Q4_1: { values: BLOCK, highBytes: [1, 3] },
  Q8_0: { values: BLOCK, highBytes: [1] },
};
/** The exponent's bits of half precision, in its upper byte: all set in infinities and NaN. */
const HALF_EXPONENT = 0x7c;

/** Index of the first value that is not finite (of a block: its first), -1 when all are. */
function firstNotFinite(type: TensorType, bytes: Uint8Array): number {
  if (type === 'F32') {
    for (let at = 0; at < bytes.length; at += 4) {
      if (((bytes[at + 3] as number) & 0x7f) === 0x7f && (bytes[at + 2] as number) & 0x80) return at / 4;
    }
    return -1;
  }
  const { values, highBytes } = FLOATS[type];
  const step = rowBytes(type, values, '');
  for (const high of highBytes) {
    for (let at = high; at < bytes.length; at += step) {
      if (((bytes[at] as number) & HALF_EXPONENT) === HALF_EXPONENT) return ((at - high) / step) * values;
    }
  }
  return -1;
}

/** @throws EngineError 'unsupported-model' where a weight of the tensor is infinite or NaN: the first, and where. */
export function checkTensor({ name, type, shape, start, bytes }: GgufTensor, file: GgufFile): void {
  const index = firstNotFinite(type, file.source.slice(start, start + bytes));
  if (index < 0) return;
  const columns = shape.at(-1) as number;
  const place = shape.length === 1 ? index : `${Math.floor(index / columns)}, ${index % columns}`;
  throw new EngineError('unsupported-model', `tensor ${name} holds a weight that is no finite number at [${place}]`);
}

/**
 * Looks at every float of a model's file, once: some milliseconds for each 10 MB.
 * @throws EngineError 'unsupported-model' that names the first tensor with a weight that is infinite or NaN, and where.
 */
export function checkWeights(file: GgufFile): void {
  for (const tensor of file.tensors.values()) checkTensor(tensor, file);
}
