import { HeapBuffer, type HeapType, type OrtModule } from '../run/wasm-heap.ts';

type Values = Float32Array | BigInt64Array;

/** Tensors of the module's memory that are freed together, unless one by one before. */
export class HeapScope {
  readonly #held = new Set<HeapBuffer>();

  constructor(readonly module: OrtModule) {}

  /** Copies the values in. */
  put(values: Values, dims: readonly number[]): HeapBuffer {
    const type: HeapType = values instanceof Float32Array ? 'float32' : 'int64';
    const buffer = this.own(HeapBuffer.make(this.module, type, dims, values.byteLength));
    // Another thread may have grown the memory: any access through the module's own functions renews HEAPU8.
    this.module.getValue(buffer.data, 'i32');
    this.module.HEAPU8.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), buffer.data);
    return buffer;
  }

  own(buffer: HeapBuffer): HeapBuffer {
    this.#held.add(buffer);
    return buffer;
  }

  release(buffer: HeapBuffer): void {
    if (this.#held.delete(buffer)) buffer.release();
  }

  close(): void {
    for (const buffer of this.#held) buffer.release();
    this.#held.clear();
  }
}
