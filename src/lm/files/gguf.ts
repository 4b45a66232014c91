import { EngineError } from '../errors.ts';
import { showValue } from '../show-value.ts';
import type { ByteSource } from './byte-source.ts';
import { rowBytes, type TensorType } from './dequantize.ts';
import { readHeader, type TensorInfo } from './gguf-header.ts';
import { recogniseFile } from './recognise-file.ts';

export interface GgufTensor {
  readonly name: string;
  readonly type: TensorType;
  /** Row-major, outermost first: [out, in] of a linear. */
  readonly shape: readonly number[];
  /** Position of the first byte in the file. */
  readonly start: number;
  readonly bytes: number;
}

/** Metadata by key, as the file states it. */
export type GgufMetadata = Readonly<Record<string, unknown>>;

export interface GgufFile {
  readonly metadata: GgufMetadata;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
  readonly source: ByteSource;
}

const TYPES: Readonly<Record<number, TensorType>> = { 0: 'F32', 1: 'F16', 2: 'Q4_0', 3: 'Q4_1', 8: 'Q8_0' };

/** ggml's other types by number, for the sentence that refuses them. */
const OTHER_TYPES: Readonly<Record<number, string>> = {
  6: 'Q5_0',
  7: 'Q5_1',
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  30: 'BF16',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
  40: 'NVFP4',
};

const DEFAULT_ALIGNMENT = 32;
const MAX_ALIGNMENT = 65_536;

function unsupported(what: string): EngineError {
  return new EngineError('unsupported-model', what);
}

function readAlignment(metadata: GgufMetadata): number {
  const alignment = metadata['general.alignment'] ?? DEFAULT_ALIGNMENT;
  if (typeof alignment === 'number' && alignment >= 1 && alignment <= MAX_ALIGNMENT && Number.isInteger(Math.log2(alignment)))
    return alignment;
  throw unsupported(`metadata general.alignment is ${showValue(alignment)}, expected a power of two up to ${MAX_ALIGNMENT}`);
}

/** A file of several says so in its metadata: this one alone lacks the others' tensors. */
function checkSplit(metadata: GgufMetadata): void {
  const count = metadata['split.count'] ?? 0;
  if (count === 0 || count === 1) return;
  const part = metadata['split.no'];
  const at = typeof part === 'number' && typeof count === 'number' ? `part ${part + 1} of ${count}` : `one of ${showValue(count)} parts`;
  const other = count === 2 ? `part ${part === 1 ? 1 : 2}` : 'the other parts';
  throw unsupported(`the model is ${at}: also drop ${other}, joined to one file (metadata split.count is ${showValue(count)}, expected 1)`);
}

function placeTensor(info: TensorInfo, dataStart: number, alignment: number, size: number): GgufTensor {
  const { name, dims, offset } = info;
  const shown = showValue(name);
  const type = TYPES[info.type];
  if (!type) {
    const found = OTHER_TYPES[info.type] ?? `number ${info.type}`;
    throw unsupported(`tensor ${shown} has type ${found}, expected one of ${Object.values(TYPES).join(', ')}`);
  }
  const shape = [...dims].reverse();
  if (shape.some((dim) => dim < 1 || dim > size * 2))
    throw unsupported(`tensor ${shown} has shape [${shape}], expected sizes of at least 1 that the file's ${size} bytes can hold`);
  const columns = shape.at(-1) as number;
  const bytes = (shape.reduce((product, dim) => product * dim, 1) / columns) * rowBytes(type, columns, shown);
  if (offset % alignment !== 0) throw unsupported(`tensor ${shown} lies at ${offset} of the data, expected a multiple of ${alignment}`);
  const start = dataStart + offset;
  if (!(start + bytes <= size)) throw unsupported(`tensor ${shown} ends at byte ${start + bytes}, but the file has ${size}`);
  return { name, type, shape, start, bytes };
}

function checkOverlaps(tensors: readonly GgufTensor[]): void {
  const placed = [...tensors].sort((a, b) => a.start - b.start);
  for (const [i, tensor] of placed.entries()) {
    const before = placed[i - 1];
    if (before && before.start + before.bytes > tensor.start)
      throw unsupported(
        `tensor ${showValue(tensor.name)} starts at byte ${tensor.start}, within tensor ${showValue(before.name)}, expected its own bytes`,
      );
  }
}

/**
 * Reads a GGUF file's header.
 * @throws EngineError 'unsupported-model' that names the key or tensor: the bytes are no GGUF, or one part of several; a tensor's type is none
 * of Q4_0, Q4_1, Q8_0, F16, F32; tensors overlap, lie outside the file or off its alignment, or have sizes that are none.
 */
export async function readGguf(source: ByteSource): Promise<GgufFile> {
  const stranger = recogniseFile(source.slice(0, Math.min(source.size, 256)));
  if (stranger) throw unsupported(`the model is ${stranger}, expected a GGUF file`);
  const { metadata, tensors: infos, bytes } = readHeader(source);
  checkSplit(metadata);
  const alignment = readAlignment(metadata);
  const dataStart = Math.ceil(bytes / alignment) * alignment;
  const tensors = infos.map((info) => placeTensor(info, dataStart, alignment, source.size));
  checkOverlaps(tensors);
  return { metadata, tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])), source };
}
