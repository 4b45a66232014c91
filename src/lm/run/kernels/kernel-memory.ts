/** The memory that the kernels work on: blocks of it are given and taken back. */
import { EngineError, notEnoughMemory } from '../../errors.ts';

const PAGE = 65_536;
/** Of a cache line, and of every vector that a kernel loads. */
const ALIGNMENT = 64;
/** Grown by no less: growing detaches the views of memory that is not shared. */
const GROWTH = 16 * 2 ** 20;
/** Pages that a shared memory may grow to have to be said beforehand; some systems refuse to set so many addresses aside. */
const MAXIMA = [65_536, 32_768, 16_384, 8_192] as const;

/**
 * A memory of its own, which threads can share.
 * @throws EngineError 'out-of-memory', or 'backend' where the browser has no shared memory at all.
 */
export function createMemory(): WebAssembly.Memory {
  let cause: unknown;
  for (const maximum of MAXIMA) {
    try {
      return new WebAssembly.Memory({ initial: GROWTH / PAGE, maximum, shared: true });
    } catch (error) {
      if (!(error instanceof RangeError))
        throw new EngineError('backend', 'this browser gives WebAssembly no shared memory.', { cause: error });
      cause = error;
    }
  }
  throw notEnoughMemory('the kernels found no memory to work on', cause);
}

interface Gap {
  readonly at: number;
  readonly bytes: number;
}

/** First fit, lowest address first; neighbours that are free become one. */
export class KernelMemory {
  #gaps: Gap[];
  readonly #sizes = new Map<number, number>();
  #floats = new Float32Array(0);
  #words = new Int32Array(0);
  #bytes = new Uint8Array(0);

  /** @param start First address that is nobody's: what lies below belongs to the compiled module. */
  constructor(
    readonly memory: WebAssembly.Memory,
    start: number,
  ) {
    const from = aligned(start);
    this.#gaps = [{ at: from, bytes: memory.buffer.byteLength - from }];
  }

  /** Views of the whole memory. Hold none of them across `allocate`: growing the memory makes new ones. */
  get floats(): Float32Array {
    this.#refresh();
    return this.#floats;
  }

  get words(): Int32Array {
    this.#refresh();
    return this.#words;
  }

  get bytes(): Uint8Array {
    this.#refresh();
    return this.#bytes;
  }

  /** Bytes that are in use. */
  get used(): number {
    return [...this.#sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /**
   * @returns the address of so many bytes, a multiple of 64; what they hold is whatever was there.
   * @throws EngineError 'out-of-memory'
   */
  allocate(bytes: number): number {
    const size = aligned(Math.max(1, bytes));
    const index = this.#gaps.findIndex((gap) => gap.bytes >= size);
    if (index < 0) {
      this.#grow(size);
      return this.allocate(bytes);
    }
    const { at, bytes: room } = this.#gaps[index] as Gap;
    this.#gaps.splice(index, 1, ...(room > size ? [{ at: at + size, bytes: room - size }] : []));
    this.#sizes.set(at, size);
    return at;
  }

  /** @param at What `allocate` gave. */
  free(at: number): void {
    const bytes = this.#sizes.get(at);
    if (bytes === undefined) throw new Error(`address ${at} was not given, or was taken back already`);
    this.#sizes.delete(at);
    this.#join({ at, bytes });
  }

  #join({ at, bytes }: Gap): void {
    const next = this.#gaps.findIndex((gap) => gap.at > at);
    const index = next < 0 ? this.#gaps.length : next;
    const before = this.#gaps[index - 1];
    const after = this.#gaps[index];
    const touchesBefore = before !== undefined && before.at + before.bytes === at;
    const touchesAfter = after !== undefined && at + bytes === after.at;
    const from = touchesBefore ? before.at : at;
    const end = touchesAfter ? after.at + after.bytes : at + bytes;
    const first = touchesBefore ? index - 1 : index;
    this.#gaps.splice(first, Number(touchesBefore) + Number(touchesAfter), { at: from, bytes: end - from });
  }

  #grow(bytes: number): void {
    const end = this.memory.buffer.byteLength;
    const last = this.#gaps.at(-1);
    const free = last && last.at + last.bytes === end ? last.bytes : 0;
    const added = Math.ceil(Math.max(GROWTH, bytes - free) / PAGE);
    try {
      this.memory.grow(added);
    } catch (cause) {
      throw notEnoughMemory(`the kernels need ${Math.ceil(bytes / 2 ** 20)} MB more`, cause);
    }
    this.#join({ at: end, bytes: added * PAGE });
  }

  /** A shared memory that has grown has another buffer; any other is detached. */
  #refresh(): void {
    const { buffer } = this.memory;
    if (this.#bytes.buffer === buffer && this.#bytes.byteLength === buffer.byteLength) return;
    this.#floats = new Float32Array(buffer);
    this.#words = new Int32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
  }
}

/** So many bytes, made a multiple of 64. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
