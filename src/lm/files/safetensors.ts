import { EngineError } from '../errors.ts';
import { floatToHalf, halfToFloat } from './float16.ts';
import { recogniseFile } from './recognise-file.ts';

/** A tensor of a safetensors file, read to single precision. */
export interface RealTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const HEADER_LIMIT = 100_000_000;
const READ = {
  F32: { bytes: 4, value: (view: DataView, at: number) => view.getFloat32(at, true) },
  F16: { bytes: 2, value: (view: DataView, at: number) => halfToFloat[view.getUint16(at, true)] as number },
  BF16: {
    bytes: 2,
    value: (view: DataView, at: number) => {
      bits[0] = view.getUint16(at, true) << 16;
      return real[0] as number;
    },
  },
} as const;
const bits = new Uint32Array(1);
const real = new Float32Array(bits.buffer);

function bad(file: string, what: string): EngineError {
  return new EngineError('bad-adapter', `${file}: ${what}`);
}

/**
 * Reads a safetensors file (https://huggingface.co/docs/safetensors: header length, JSON header, data).
 * @param file names it in errors.
 * @throws EngineError 'bad-adapter' that names the file, the tensor and what was expected. Types are F16, BF16 and F32.
 */
export function readSafetensors(bytes: Uint8Array, file: string): Map<string, RealTensor> {
  const stranger = recogniseFile(bytes);
  if (stranger) throw new EngineError('bad-adapter', `${file} is ${stranger}, expected safetensors`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 8) throw bad(file, `has ${bytes.byteLength} bytes, expected a safetensors file`);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > HEADER_LIMIT || 8 + headerBytes > bytes.byteLength)
    throw bad(file, `states a header of ${headerBytes} bytes, but has ${bytes.byteLength} in all`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + headerBytes)));
  } catch (cause) {
    throw new EngineError('bad-adapter', `${file}: the header is no JSON`, { cause });
  }
  if (typeof header !== 'object' || header === null) throw bad(file, 'the header is no JSON object');
  const tensors = new Map<string, RealTensor>();
  for (const [name, entry] of Object.entries(header as Record<string, unknown>)) {
    if (name === '__metadata__') continue;
    tensors.set(name, readTensor(view, 8 + headerBytes, entry, `${file}: tensor ${name}`));
  }
  return tensors;
}

function readTensor(view: DataView, dataStart: number, entry: unknown, where: string): RealTensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as { dtype?: string; shape?: unknown; data_offsets?: unknown };
  const fail = (what: string) => new EngineError('bad-adapter', `${where} ${what}`);
  if (dtype !== 'F32' && dtype !== 'F16' && dtype !== 'BF16') throw fail(`has type ${dtype}, expected F16, BF16 or F32`);
  const counts = (value: unknown): value is number[] =>
    Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
  if (!counts(shape) || !counts(offsets) || offsets.length !== 2) throw fail('has no proper shape and data_offsets');
  const size = shape.reduce((product, dim) => product * dim, 1);
  const [start, end] = offsets as [number, number];
  const { bytes, value } = READ[dtype];
  if (end - start !== size * bytes || dataStart + end > view.byteLength) {
    throw fail(`lies at ${start}..${end}, expected ${size * bytes} bytes within the file`);
  }
  const data = new Float32Array(size);
  for (let i = 0; i < size; i++) data[i] = value(view, dataStart + start + i * bytes);
  return { shape, data };
}

/** Writes a safetensors file in half or single precision. */
export function writeSafetensors(tensors: ReadonlyMap<string, RealTensor>, type: 'F16' | 'F32'): Uint8Array<ArrayBuffer> {
  const size = READ[type].bytes;
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: type, shape, data_offsets: [end, end + data.length * size] };
    end += data.length * size;
  }
  const json = JSON.stringify(header);
  // Spaces up to a multiple of 8 keep the data aligned, as the format recommends.
  const encoded = new TextEncoder().encode(json.padEnd(Math.ceil(new TextEncoder().encode(json).length / 8) * 8));
  const bytes = new Uint8Array(8 + encoded.length + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(encoded.length), true);
  bytes.set(encoded, 8);
  let at = 8 + encoded.length;
  for (const { data } of tensors.values()) {
    for (const value of data) {
      if (type === 'F16') view.setUint16(at, floatToHalf(value), true);
      else view.setFloat32(at, value, true);
      at += size;
    }
  }
  return bytes;
}
