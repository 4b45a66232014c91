/** Writes GGUF files for tests, right ones and wrong ones, from the format's description (ggml, docs/gguf.md). */

/** A metadata value: text, u32, bool, or what is named; lists are of texts or of i32. */
export type GgufValue =
  | string
  | number
  | boolean
  | { readonly float: number }
  | { readonly u64: bigint }
  | readonly string[]
  | readonly number[]
  /** Bytes as they are, behind the number of a type. */
  | { readonly type: number; readonly raw: readonly number[] };

export interface WrittenTensor {
  readonly name: string;
  /** Innermost first, as the format has it. */
  readonly dims: readonly number[];
  /** Number of a ggml type. */
  readonly type: number;
  readonly data: Uint8Array;
  /** Stated place in the data, where it is not the true one. */
  readonly offset?: number;
}

export interface WriteOptions {
  readonly version?: number;
  /** Counts that the header states, where they are not the truth. */
  readonly tensors?: number;
  readonly keys?: number;
  /** Of data and tensors, 32 unless told. */
  readonly alignment?: number;
}

class Writer {
  readonly bytes: number[] = [];
  u32(value: number): void {
    this.bytes.push(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255);
  }
  u64(value: number | bigint): void {
    const big = BigInt.asUintN(64, BigInt(value));
    this.u32(Number(big & 0xffffffffn));
    this.u32(Number(big >> 32n));
  }
  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.u64(encoded.length);
    for (const byte of encoded) this.bytes.push(byte);
  }
  f32(value: number): void {
    this.bytes.push(...new Uint8Array(Float32Array.of(value).buffer));
  }
  value(value: GgufValue): void {
    if (typeof value === 'string') {
      this.u32(8);
      this.text(value);
    } else if (typeof value === 'number') {
      this.u32(4);
      this.u32(value);
    } else if (typeof value === 'boolean') {
      this.u32(7);
      this.bytes.push(value ? 1 : 0);
    } else if ('float' in value) {
      this.u32(6);
      this.f32(value.float);
    } else if ('u64' in value) {
      this.u32(10);
      this.u64(value.u64);
    } else if ('raw' in value) {
      this.u32(value.type);
      this.bytes.push(...value.raw);
    } else {
      this.u32(9);
      this.u32(typeof value[0] === 'string' ? 8 : 5);
      this.u64(value.length);
      for (const item of value) typeof item === 'string' ? this.text(item) : this.u32(item);
    }
  }
}

/** A GGUF file: tensors one after the other at the alignment. */
export function writeGguf(
  metadata: Readonly<Record<string, GgufValue | undefined>>,
  tensors: readonly WrittenTensor[],
  { version = 3, tensors: tensorCount = tensors.length, keys, alignment = 32 }: WriteOptions = {},
): Uint8Array<ArrayBuffer> {
  const pairs = Object.entries(metadata).filter((pair): pair is [string, GgufValue] => pair[1] !== undefined);
  const header = new Writer();
  header.bytes.push(...new TextEncoder().encode('GGUF'));
  header.u32(version);
  header.u64(tensorCount);
  header.u64(keys ?? pairs.length);
  for (const [key, value] of pairs) {
    header.text(key);
    header.value(value);
  }
  const padded = (bytes: number) => Math.ceil(bytes / alignment) * alignment;
  let offset = 0;
  for (const { name, dims, type, data, offset: stated } of tensors) {
    header.text(name);
    header.u32(dims.length);
    for (const dim of dims) header.u64(dim);
    header.u32(type);
    header.u64(stated ?? offset);
    offset += padded(data.length);
  }
  const bytes = new Uint8Array(padded(header.bytes.length) + offset);
  bytes.set(header.bytes);
  let at = padded(header.bytes.length);
  for (const { data } of tensors) {
    bytes.set(data, at);
    at += padded(data.length);
  }
  return bytes;
}
