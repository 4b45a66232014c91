import { EngineError } from '../errors.ts';
import { showValue } from '../show-value.ts';
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
  F8_E4M3: { bytes: 1, value: (view: DataView, at: number) => eightBits[view.getUint8(at)] as number },
} as const;
/** What every float of 8 bits stands for: a sign, 4 bits of exponent, 3 of mantissa, no infinities (OCP 8-bit floating point, E4M3). */
const eightBits = Float32Array.from({ length: 256 }, (_, code) => {
  const [exponent, mantissa] = [(code >> 3) & 15, code & 7];
  const size = exponent === 0 ? mantissa * 2 ** -9 : (8 + mantissa) * 2 ** (exponent - 10);
  return (code & 127) === 127 ? Number.NaN : code < 128 ? size : -size;
});
const bits = new Uint32Array(1);
const real = new Float32Array(bits.buffer);

function bad(file: string, what: string): EngineError {
  return new EngineError('bad-adapter', `${file}: ${what}`);
}

/**
 * Reads a safetensors file (https://huggingface.co/docs/safetensors: header length, JSON header, data).
 * @param file names it in errors.
 * @throws EngineError 'bad-adapter' that names the file, the tensor and what was expected: a type other than those of `READ`; tensors that
 * overlap or leave bytes over; a value that is not finite.
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
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw bad(file, 'the header is no JSON object');
  const dataStart = 8 + headerBytes;
  const tensors = new Map<string, RealTensor>();
  const places: Place[] = [];
  for (const [name, entry] of Object.entries(header as Record<string, unknown>)) {
    if (name === '__metadata__') continue;
    const where = `${file}: tensor ${showValue(name)}`;
    const place = placeTensor(entry, bytes.byteLength - dataStart, where);
    places.push(place);
    tensors.set(name, readTensor(view, dataStart, place));
  }
  checkPlaces(places, bytes.byteLength - dataStart, file);
  return tensors;
}

/** Where a tensor lies in the data, and as what. */
interface Place {
  readonly where: string;
  readonly dtype: keyof typeof READ;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function isReadable(dtype: unknown): dtype is keyof typeof READ {
  return typeof dtype === 'string' && Object.hasOwn(READ, dtype);
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function placeTensor(entry: unknown, dataBytes: number, where: string): Place {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  const fail = (what: string) => new EngineError('bad-adapter', `${where} ${what}`);
  if (!isReadable(dtype)) throw fail(`has type ${showValue(dtype)}, expected F16, BF16, F32 or F8_E4M3`);
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) throw fail('has no proper shape and data_offsets');
  const [start, end] = offsets as readonly [number, number];
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (end - start !== size * READ[dtype].bytes || end > dataBytes)
    throw fail(`lies at ${start}..${end}, expected ${size * READ[dtype].bytes} bytes within the file`);
  return { where, dtype, shape, start, end };
}

/** Every byte of the data is one tensor's, as the format demands: what is left over, or used twice, was meant for something. */
function checkPlaces(places: readonly Place[], dataBytes: number, file: string): void {
  let end = 0;
  for (const place of [...places].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (place.start < end)
      throw new EngineError('bad-adapter', `${place.where} lies at ${place.start}..${place.end}, within another tensor`);
    if (place.start > end) break;
    end = place.end;
  }
  if (end === dataBytes) return;
  const next = Math.min(dataBytes, ...places.filter(({ start }) => start > end).map(({ start }) => start));
  throw bad(file, `bytes ${end}..${next} of the data belong to no tensor, expected ${dataBytes} bytes of tensors`);
}

function readTensor(view: DataView, dataStart: number, { where, dtype, shape, start }: Place): RealTensor {
  const { bytes, value } = READ[dtype];
  const data = new Float32Array(shape.reduce((product, dim) => product * dim, 1));
  for (let i = 0; i < data.length; i++) {
    const read = value(view, dataStart + start + i * bytes);
    if (!Number.isFinite(read)) {
      const columns = shape.at(-1) ?? 1;
      const place = shape.length < 2 ? i : `${Math.floor(i / columns)}, ${i % columns}`;
      throw new EngineError('bad-adapter', `${where} holds ${read} at [${place}], expected finite numbers`);
    }
    data[i] = read;
  }
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
