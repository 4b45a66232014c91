/**
 * The header of a GGUF file (ggml, docs/gguf.md), read from bytes that nobody vouches for: every length and count is held against what
 * the file has left before anything is made of it.
 */
import { EngineError } from '../errors.ts';
import { showValue } from '../show-value.ts';
import type { ByteSource } from './byte-source.ts';

/** A tensor as the header states it: nothing is checked yet. */
export interface TensorInfo {
  readonly name: string;
  /** GGUF's order: innermost first. */
  readonly dims: readonly number[];
  /** Number of a ggml type. */
  readonly type: number;
  /** From the start of the data. */
  readonly offset: number;
}

export interface GgufHeader {
  /** By key; numbers of 64 bits are numbers where they are exact, else bigints. Without a prototype. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly tensors: readonly TensorInfo[];
  /** Bytes of the header, without the padding to the data. */
  readonly bytes: number;
}

const WINDOW = 1 << 20;
const MAGIC = 0x46554747;
const NAME_LIMIT = 65_535;
const ARRAY_DEPTH = 4;
/** Of all lists together: a vocabulary with its merges has half a million. */
const ITEM_LIMIT = 4_000_000;
const MAX_RANK = 4;
/** Bytes of a text that is read letter by letter. */
const SHORT = 48;
/** Least bytes of a key with its value, and of a tensor's entry. */
const LEAST_PAIR = 13;
const LEAST_TENSOR = 24;

const STRING = 8;
const ARRAY = 9;
/** Bytes of one value, by GGUF's number of its type. */
const VALUE_BYTES: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };

function bad(what: string): EngineError {
  return new EngineError('unsupported-model', `the model's header cannot be read: ${what}`);
}

function exact(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** A place in the file that moves on as values are read. */
class Cursor {
  at = 0;
  private items = 0;
  private windowStart = 0;
  private view: DataView = new DataView(new ArrayBuffer(0));
  private readonly decoder = new TextDecoder();
  constructor(private readonly source: ByteSource) {}

  get left(): number {
    return this.source.size - this.at;
  }

  /** The next bytes, as a view of a window of the file. */
  private take(bytes: number, what: string): number {
    if (bytes > this.left) throw bad(`${what} takes ${bytes} bytes, but the file has ${this.left} left`);
    if (this.at < this.windowStart || this.at + bytes > this.windowStart + this.view.byteLength) {
      const window = this.source.slice(this.at, Math.min(this.source.size, this.at + Math.max(WINDOW, bytes)));
      this.windowStart = this.at;
      this.view = new DataView(window.buffer, window.byteOffset, window.byteLength);
    }
    const start = this.at - this.windowStart;
    this.at += bytes;
    return start;
  }

  u32(what: string): number {
    const start = this.take(4, what);
    return this.view.getUint32(start, true);
  }

  /** An unsigned number of 64 bits that counts or places something: infinity when it is beyond what a number holds. */
  u64(what: string): number {
    const start = this.take(8, what);
    // A vocabulary has a hundred thousand lengths: no bigint is made of each.
    const value = this.view.getUint32(start + 4, true) * 2 ** 32 + this.view.getUint32(start, true);
    return Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY;
  }

  text(what: string, limit = Number.POSITIVE_INFINITY): string {
    const bytes = this.u64(what);
    if (bytes > limit) throw bad(`${what} has ${bytes} bytes, expected at most ${limit}`);
    const start = this.take(bytes, what);
    return (
      this.shortText(start, start + bytes) ?? this.decoder.decode(new Uint8Array(this.view.buffer, this.view.byteOffset + start, bytes))
    );
  }

  /**
   * A text of characters below U+0800, as all of a byte-level vocabulary are; undefined for others, and where it is no UTF-8. There are a hundred thousand of
   * them, and a call of the decoder takes longer than most of them have letters.
   */
  private shortText(start: number, end: number): string | undefined {
    if (end - start > SHORT) return undefined;
    const { view } = this;
    let text = '';
    for (let at = start; at < end; at++) {
      let code = view.getUint8(at);
      if (code > 0x7f) {
        // A character of two bytes: 110xxxxx 10xxxxxx, more than ASCII.
        const next = at + 1 < end ? view.getUint8(++at) : 0;
        if (code < 0xc2 || code > 0xdf || (next & 0xc0) !== 0x80) return undefined;
        code = ((code & 0x1f) << 6) | (next & 0x3f);
      }
      text += String.fromCharCode(code);
    }
    return text;
  }

  value(type: number, what: string, depth = 0): unknown {
    if (type === STRING) return this.text(what);
    if (type === ARRAY) return this.array(what, depth);
    const bytes = VALUE_BYTES[type];
    if (bytes === undefined) throw bad(`${what} has type ${type}, expected a type of GGUF`);
    const start = this.take(bytes, what);
    const { view } = this;
    switch (type) {
      case 0:
        return view.getUint8(start);
      case 1:
        return view.getInt8(start);
      case 2:
        return view.getUint16(start, true);
      case 3:
        return view.getInt16(start, true);
      case 4:
        return view.getUint32(start, true);
      case 5:
        return view.getInt32(start, true);
      case 6:
        return view.getFloat32(start, true);
      case 7:
        return view.getUint8(start) !== 0;
      case 10:
        return exact(view.getBigUint64(start, true));
      case 11:
        return exact(view.getBigInt64(start, true));
      default:
        return view.getFloat64(start, true);
    }
  }

  private array(what: string, depth: number): unknown[] {
    if (depth === ARRAY_DEPTH) throw bad(`${what} nests lists more than ${ARRAY_DEPTH} deep`);
    const type = this.u32(what);
    const length = this.u64(what);
    // a text is at least its length's 8 bytes, a list 12
    const least = type === STRING ? 8 : type === ARRAY ? 12 : (VALUE_BYTES[type] ?? 1);
    if (length * least > this.left) throw bad(`${what} has ${length} items, more than the file's ${this.left} bytes left can hold`);
    this.items += length;
    if (this.items > ITEM_LIMIT) throw bad(`${what} has ${length} items, expected at most ${ITEM_LIMIT} in all lists`);
    return Array.from({ length }, () => this.value(type, what, depth + 1));
  }
}

function readTensorInfo(cursor: Cursor, index: number): TensorInfo {
  const name = cursor.text(`the name of tensor number ${index}`, NAME_LIMIT);
  const what = `tensor ${showValue(name)}`;
  const rank = cursor.u32(what);
  if (rank < 1 || rank > MAX_RANK) throw bad(`${what} has ${rank} dimensions, expected 1 to ${MAX_RANK}`);
  const dims = Array.from({ length: rank }, () => cursor.u64(what));
  return { name, dims, type: cursor.u32(what), offset: cursor.u64(what) };
}

/**
 * Reads the header of a GGUF file of version 2 or 3.
 * @throws EngineError 'unsupported-model' that names the key or tensor: a length or count beyond the file, a key or tensor that comes twice, a
 * type that is none, another byte order.
 */
export function readHeader(source: ByteSource): GgufHeader {
  const cursor = new Cursor(source);
  const magic = cursor.u32('the file type');
  if (magic !== MAGIC) throw bad('the file does not start with GGUF');
  const version = cursor.u32('the version');
  if (version !== 0 && version % 65_536 === 0) throw bad('the file is big-endian, expected little-endian');
  if (version !== 2 && version !== 3) throw bad(`it is GGUF version ${version}, expected 2 or 3`);
  const tensorCount = cursor.u64('the number of tensors');
  const pairCount = cursor.u64('the number of metadata keys');
  if (pairCount * LEAST_PAIR > cursor.left) throw bad(`it states ${pairCount} metadata keys, more than the file can hold`);
  const metadata: Record<string, unknown> = Object.create(null);
  for (let i = 0; i < pairCount; i++) {
    const key = cursor.text(`the name of metadata key number ${i}`, NAME_LIMIT);
    const what = `metadata ${showValue(key)}`;
    if (key in metadata) throw bad(`${what} comes twice`);
    metadata[key] = cursor.value(cursor.u32(what), what);
  }
  if (tensorCount * LEAST_TENSOR > cursor.left) throw bad(`it states ${tensorCount} tensors, more than the file can hold`);
  const tensors = new Map<string, TensorInfo>();
  for (let i = 0; i < tensorCount; i++) {
    const info = readTensorInfo(cursor, i);
    if (tensors.has(info.name)) throw bad(`tensor ${showValue(info.name)} comes twice`);
    tensors.set(info.name, info);
  }
  return { metadata, tensors: [...tensors.values()], bytes: cursor.at };
}
