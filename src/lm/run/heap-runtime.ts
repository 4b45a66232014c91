/** ONNX Runtime for WASM with the key-value cache kept in the module's memory and extended in place. */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { OrtRuntime } from './session.ts';
import { check, HeapBuffer, type HeapType, isOrtModule, type OrtModule } from './wasm-heap.ts';

/** Positions that a cache grows by: a copy every so many steps, and at most so many unused. */
const GROWTH = 64;
const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** Stands for a cache tensor [rows, kv heads, positions, head] towards the session's callers, which pass it back and dispose of it. */
class CacheTensor {
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

type Feed = Tensor | CacheTensor;

/** A copy with room for `positions`, from a cache tensor anywhere. */
function grown(module: OrtModule, { data, dims }: Feed, positions: number): HeapBuffer {
  const [rows, heads, past, head] = dims as readonly [number, number, number, number];
  const shape = [rows, heads, positions, head];
  const buffer = HeapBuffer.make(module, 'float32', shape, rows * heads * positions * head * FLOAT);
  // The allocation may have moved the memory's views: they are taken after it.
  const from = data as Float32Array;
  const to = buffer.floats();
  for (let i = 0; i < rows * heads; i++) to.set(from.subarray(i * past * head, (i + 1) * past * head), i * positions * head);
  return buffer;
}

class HeapSession {
  readonly #names = new Map<string, number>();

  constructor(
    private readonly module: OrtModule,
    private readonly session: InferenceSession,
    private readonly handle: number,
    private readonly tensorOf: OrtRuntime['Tensor'],
  ) {}

  get inputNames(): readonly string[] {
    return this.session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.session.outputNames;
  }

  /** The name in the module's memory, for as long as the session lives. */
  #name(name: string): number {
    const known = this.#names.get(name);
    if (known) return known;
    const bytes = new TextEncoder().encode(`${name}\0`);
    const pointer = this.module._malloc(bytes.length);
    this.module.HEAPU8.set(bytes, pointer);
    this.#names.set(name, pointer);
    return pointer;
  }

  #input(tensor: Feed): HeapBuffer {
    if (tensor instanceof CacheTensor) return tensor.buffer.share();
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
    if (tensor instanceof CacheTensor && past >= total) return tensor.buffer.share();
    // After a rewind the tensor may be longer than what is in use.
    return grown(this.module, tensor, Math.ceil((Math.max(past, total) + 1) / GROWTH) * GROWTH);
  }

  async run(feeds: Readonly<Record<string, Feed>>): Promise<Record<string, Feed>> {
    const { module } = this;
    const pointer = module.PTR_SIZE;
    const total = Number((feeds.total as Tensor).data[0]);
    const inputs = this.inputNames;
    const outputs = this.outputNames;
    const given: HeapBuffer[] = [];
    const inPlace = new Map<string, HeapBuffer>();
    const stack = module.stackSave();
    try {
      for (const name of inputs) {
        const tensor = feeds[name];
        if (!tensor) throw new Error(`input ${name} is missing`);
        const cache = name.startsWith('past_') ? this.#cacheInPlace(tensor, total) : undefined;
        if (cache) inPlace.set(name.replace('past_', 'present_'), cache);
        given.push(cache ?? this.#input(tensor));
      }
      const list = (length: number, value: (i: number) => number): number => {
        const at = module.stackAlloc(length * pointer);
        for (let i = 0; i < length; i++) module.setValue(at + i * pointer, value(i), '*');
        return at;
      };
      const inputNames = list(inputs.length, (i) => this.#name(inputs[i] as string));
      const outputNames = list(outputs.length, (i) => this.#name(outputs[i] as string));
      const inputValues = list(inputs.length, (i) => (given[i] as HeapBuffer).handle);
      const outputValues = list(outputs.length, (i) => inPlace.get(outputs[i] as string)?.handle ?? 0);
      const code = await module._OrtRun(this.handle, inputNames, inputValues, inputs.length, outputNames, outputs.length, outputValues, 0);
      check(module, code, 'the network failed');
      const results: Record<string, Feed> = {};
      outputs.forEach((name, i) => {
        const shared = inPlace.get(name);
        const buffer = shared?.share() ?? HeapBuffer.adopt(module, module.getValue(outputValues + i * pointer, '*'));
        if (name.startsWith('present_')) results[name] = new CacheTensor(buffer);
        else {
          results[name] = new this.tensorOf('float32', buffer.floats().slice(), buffer.dims);
          buffer.release();
        }
      });
      return results;
    } finally {
      for (const buffer of given) buffer.release();
      module.stackRestore(stack);
    }
  }

  async release(): Promise<void> {
    for (const pointer of this.#names.values()) this.module._free(pointer);
    this.#names.clear();
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
    if (!isOrtModule(module) || typeof handle !== 'number') return session;
    return new HeapSession(module, session, handle, ort.Tensor) as unknown as InferenceSession;
  };
  return { Tensor: ort.Tensor, InferenceSession: { create } as unknown as OrtRuntime['InferenceSession'] };
}
