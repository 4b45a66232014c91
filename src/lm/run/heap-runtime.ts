/** ONNX Runtime for WASM with the key-value cache kept in the module's memory and extended in place. */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { HeapCall } from './heap-call.ts';
import type { OrtRuntime } from './ort-runtime.ts';
import { type CacheRow, copyRows, disposeOf, joinedShape, roomFor, rowsOf, type TensorMemory } from './tensor-memory.ts';
import { HeapBuffer, type HeapType, type OrtModule, strangePart } from './wasm-heap.ts';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** Stands for a tensor in the module's memory towards the session's callers, which pass it back and dispose of it. */
class HeapTensor {
  readonly type = 'float32';
  readonly location = 'cpu';
  constructor(readonly buffer: HeapBuffer) {}
  get dims(): readonly number[] {
    return this.buffer.dims;
  }
  get size(): number {
    return this.buffer.size;
  }
  get data(): Float32Array {
    return this.buffer.floats();
  }
  dispose(): void {
    this.buffer.release();
  }
}

type Feed = Tensor | HeapTensor;

const bytesOf = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, FLOAT);

/** A copy with room for `positions`, of a cache tensor anywhere. */
function grown(module: OrtModule, from: Feed, positions: number): HeapBuffer {
  const [rows, heads, past, head] = from.dims as readonly [number, number, number, number];
  const shape = [rows, heads, positions, head];
  const buffer = HeapBuffer.make(module, 'float32', shape, bytesOf(shape));
  // The allocation may have moved the memory: views are taken after it.
  const [source, target] = [from.data as Float32Array, buffer.floats()];
  for (let i = 0; i < rows * heads; i++) target.set(source.subarray(i * past * head, (i + 1) * past * head), i * positions * head);
  return buffer;
}

function heapMemory(module: OrtModule): TensorMemory {
  const gather = (rows: readonly CacheRow[], room: (positions: number) => number): Tensor => {
    const shape = joinedShape(rows);
    shape[2] = room(shape[2]);
    const buffer = HeapBuffer.make(module, 'float32', shape, bytesOf(shape));
    // The allocation may have moved the memory: views are taken after it.
    const target = buffer.floats();
    copyRows(rows, shape[2], ({ tensor }, start, to, count) =>
      target.set((tensor.data as Float32Array).subarray(start, start + count), to),
    );
    disposeOf(rows);
    return new HeapTensor(buffer) as unknown as Tensor;
  };
  return {
    onGpu: false,
    place(values, dims) {
      const buffer = HeapBuffer.make(module, 'float32', dims, values.byteLength);
      buffer.floats().set(values);
      return new HeapTensor(buffer) as unknown as Tensor;
    },
    concatenate: (tensors) => gather(rowsOf(tensors), roomFor),
    gather: (tensor, rows) =>
      gather(
        rows.map((row) => ({ tensor, row })),
        (positions) => positions,
      ),
  };
}

class HeapSession {
  readonly #call: HeapCall;
  readonly memory: TensorMemory;

  constructor(
    private readonly module: OrtModule,
    private readonly session: InferenceSession,
    handle: number,
    private readonly tensorOf: OrtRuntime['Tensor'],
  ) {
    this.#call = new HeapCall(module, handle);
    this.memory = heapMemory(module);
  }

  get inputNames(): readonly string[] {
    return this.session.inputNames;
  }

  #input(tensor: Feed): HeapBuffer {
    if (tensor instanceof HeapTensor) return tensor.buffer.share();
    const { data, dims, type } = tensor;
    const view = data as Float32Array;
    const buffer = HeapBuffer.make(this.module, type as HeapType, dims, view.byteLength);
    this.module.HEAPU8.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), buffer.data);
    return buffer;
  }

  /**
   * Attention may write new positions into the tensor that holds the old ones, when input and output are one and it has room.
   * @returns the buffer for both; undefined for a first prefill, whose output the runtime makes.
   */
  #cacheInPlace(tensor: Feed, total: number): HeapBuffer | undefined {
    const past = tensor.dims[2] as number;
    if (past === 0) return undefined;
    if (tensor instanceof HeapTensor && past >= total) return tensor.buffer.share();
    // After a rewind the tensor may be longer than what is in use.
    return grown(this.module, tensor, roomFor(Math.max(past, total)));
  }

  /** @param outputs Names of what is read. */
  async run(feeds: Readonly<Record<string, Feed>>, outputs: readonly string[]): Promise<Record<string, Feed>> {
    const total = Number((feeds.total as Tensor).data[0]);
    const inputs = this.inputNames;
    const given: HeapBuffer[] = [];
    const inPlace = new Map<string, HeapBuffer>();
    try {
      for (const name of inputs) {
        const tensor = feeds[name];
        if (!tensor) throw new Error(`input ${name} is missing`);
        const cache = name.startsWith('past_') ? this.#cacheInPlace(tensor, total) : undefined;
        if (cache) inPlace.set(name.replace('past_', 'present_'), cache);
        given.push(cache ?? this.#input(tensor));
      }
      const made = await this.#call.run(
        inputs.map((name, i) => [name, given[i] as HeapBuffer]),
        outputs.map((name) => [name, inPlace.get(name)]),
      );
      const results: Record<string, Feed> = {};
      outputs.forEach((name, i) => {
        const buffer = made[i] as HeapBuffer;
        if (name.startsWith('present_')) results[name] = new HeapTensor(buffer);
        else {
          results[name] = new this.tensorOf('float32', buffer.floats().slice(), buffer.dims);
          buffer.release();
        }
      });
      return results;
    } finally {
      for (const buffer of given) buffer.release();
    }
  }

  async release(): Promise<void> {
    this.#call.free();
    await this.session.release();
  }
}

/**
 * The runtime with sessions that keep the cache in place; the runtime as it is, where its inside is not what is expected.
 * @param findModule the Emscripten module, once a session was created.
 */
export function heapRuntime(ort: OrtRuntime, findModule: () => unknown): OrtRuntime {
  const create = async (model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession> => {
    const session = await ort.InferenceSession.create(model, options);
    const module = findModule();
    const handle = (session as { readonly handler?: { readonly sessionId?: unknown } }).handler?.sessionId;
    if (strangePart(module) !== undefined || typeof handle !== 'number') return session;
    return new HeapSession(module as OrtModule, session, handle, ort.Tensor) as unknown as InferenceSession;
  };
  return { Tensor: ort.Tensor, InferenceSession: { create } as unknown as OrtRuntime['InferenceSession'] };
}
