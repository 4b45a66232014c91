import { GGMLQuantizationType, gguf as parseGguf } from '@huggingface/gguf';
import { EngineError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';
import { rowBytes, type TensorType } from './dequantize.ts';
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

const TYPES: Readonly<Record<number, TensorType>> = {
  [GGMLQuantizationType.F32]: 'F32',
  [GGMLQuantizationType.F16]: 'F16',
  [GGMLQuantizationType.Q4_0]: 'Q4_0',
  [GGMLQuantizationType.Q4_1]: 'Q4_1',
  [GGMLQuantizationType.Q8_0]: 'Q8_0',
};

/** Serves the header parser's range requests from memory. */
function fetchFrom(source: ByteSource): typeof fetch {
  return async (_input, init) => {
    const range = /^bytes=(\d+)-(\d+)$/.exec(new Headers(init?.headers).get('range') ?? '');
    if (!range) throw new Error('expected a range request');
    const start = Math.min(Number(range[1]), source.size);
    const end = Math.min(Number(range[2]) + 1, source.size);
    const headers = { 'content-range': `bytes ${start}-${end - 1}/${source.size}` };
    return new Response(source.slice(start, end) as Uint8Array<ArrayBuffer>, { status: 206, headers });
  };
}

/**
 * Reads a GGUF file's header.
 * @throws EngineError 'unsupported-model' when the bytes are no GGUF, or a tensor's type is none of Q4_0, Q4_1, Q8_0, F16, F32.
 */
export async function readGguf(source: ByteSource): Promise<GgufFile> {
  const stranger = recogniseFile(source.slice(0, Math.min(source.size, 256)));
  if (stranger) throw new EngineError('unsupported-model', `the model is ${stranger}, expected a GGUF file`);
  const header = await parseGguf('https://gguf.invalid/model.gguf', { fetch: fetchFrom(source) }).catch((cause: unknown) => {
    throw new EngineError('unsupported-model', `the model's header cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  });
  const tensors = new Map<string, GgufTensor>();
  for (const info of header.tensorInfos) {
    const type = TYPES[info.dtype];
    if (!type) {
      const found = GGMLQuantizationType[info.dtype] ?? `number ${info.dtype}`;
      throw new EngineError(
        'unsupported-model',
        `tensor ${info.name} has type ${found}, expected one of ${Object.values(TYPES).join(', ')}`,
      );
    }
    const shape = info.shape.map(Number).reverse();
    const columns = shape.at(-1) ?? 1;
    const bytes = (shape.reduce((product, size) => product * size, 1) / columns) * rowBytes(type, columns, info.name);
    const start = Number(header.tensorDataOffset + info.offset);
    if (start + bytes > source.size) {
      throw new EngineError('unsupported-model', `tensor ${info.name} ends at byte ${start + bytes}, but the file has ${source.size}`);
    }
    tensors.set(info.name, { name: info.name, type, shape, start, bytes });
  }
  return { metadata: { ...header.metadata }, tensors, source };
}
