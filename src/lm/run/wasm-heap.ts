/**
 * ONNX Runtime's WASM module from the inside. Its public run() copies every input into the module's memory and every output out of it, the
 * whole key-value cache twice a step: 100 MB for eleven rows of 100 tokens. Here the cache stays where it is.
 * Written for onnxruntime-web 1.30 (lib/wasm/wasm-core-impl.ts is the model); `heapRuntime` leaves the sessions as they are where a part is
 * strange.
 */

/** What of the Emscripten module is used. Pointers are numbers. */
export interface OrtModule {
  readonly HEAPU8: Uint8Array;
  readonly PTR_SIZE: number;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  stackSave(): number;
  stackAlloc(bytes: number): number;
  stackRestore(stack: number): void;
  setValue(pointer: number, value: number, type: 'i32' | '*'): void;
  getValue(pointer: number, type: 'i32' | '*'): number;
  UTF8ToString(pointer: number): string;
  _OrtCreateTensor(type: number, data: number, bytes: number, dims: number, rank: number, location: number): number;
  _OrtGetTensorData(tensor: number, type: number, data: number, dims: number, rank: number): number;
  _OrtReleaseTensor(tensor: number): number;
  _OrtFree(pointer: number): number;
  _OrtGetLastError(code: number, message: number): number;
  _OrtRun(
    session: number,
    inputNames: number,
    inputs: number,
    inputCount: number,
    outputNames: number,
    outputCount: number,
    outputs: number,
    options: number,
  ): number | Promise<number>;
}

/** The parts that are functions, and how many arguments they take: one that takes others has another meaning. */
const ARGUMENTS = {
  _malloc: 1,
  _free: 1,
  stackSave: 0,
  stackAlloc: 1,
  stackRestore: 1,
  setValue: 2,
  getValue: 1,
  UTF8ToString: 3,
  _OrtCreateTensor: 6,
  _OrtGetTensorData: 5,
  _OrtReleaseTensor: 1,
  _OrtFree: 1,
  _OrtGetLastError: 2,
  _OrtRun: 8,
} as const satisfies Partial<Record<keyof OrtModule, number>>;

/** What is missing of a module, or has another signature; undefined for one that can be worked with. */
export function strangePart(module: unknown): string | undefined {
  if (typeof module !== 'object' || module === null) return `the module is ${module}, expected an object`;
  const parts = module as Readonly<Record<string, unknown>>;
  for (const [name, count] of Object.entries(ARGUMENTS)) {
    const part = parts[name];
    if (typeof part !== 'function') return `${name} is ${typeof part}, expected a function`;
    if (part.length !== count) return `${name} takes ${part.length} arguments, expected ${count}`;
  }
  if (!(parts.HEAPU8 instanceof Uint8Array)) return 'HEAPU8 is no Uint8Array';
  if (parts.PTR_SIZE !== 4) return `PTR_SIZE is ${parts.PTR_SIZE}, expected 4`;
  return tensorsStrange(module as OrtModule);
}

/** Writes a tensor and reads it back. */
function tensorsStrange(module: OrtModule): string | undefined {
  const shape = [3, 1, 2];
  const made = HeapBuffer.make(module, 'float32', shape, 24);
  try {
    const { dims, data } = HeapBuffer.read(module, made.handle);
    return dims.join() === shape.join() && data === made.data ? undefined : `a tensor of [${shape}] is read as [${dims}] at ${data}`;
  } finally {
    made.release();
  }
}

/** ONNX's type numbers. */
const TYPES = { float32: 1, int32: 6, int64: 7 } as const;
export type HeapType = keyof typeof TYPES;
const CPU = 1;

/** @throws Error with the runtime's own words when `code` is not 0. */
export function check(module: OrtModule, code: number, what: string): void {
  if (code === 0) return;
  const stack = module.stackSave();
  const at = module.stackAlloc(2 * module.PTR_SIZE);
  module._OrtGetLastError(at, at + module.PTR_SIZE);
  const message = module.getValue(at + module.PTR_SIZE, '*');
  const words = message ? module.UTF8ToString(message) : `code ${code}`;
  module.stackRestore(stack);
  throw new Error(`${what}: ${words}`);
}

/** A tensor in the module's memory, counted: who shares it must release it. */
export class HeapBuffer {
  #owners = 1;

  private constructor(
    readonly module: OrtModule,
    /** The runtime's handle. */
    readonly handle: number,
    readonly data: number,
    readonly dims: readonly number[],
    /** Memory of ours behind the tensor; 0 where the runtime allocated it. */
    readonly allocation: number,
  ) {}

  /** Allocates; the contents are what was there. */
  static make(module: OrtModule, type: HeapType, dims: readonly number[], bytes: number): HeapBuffer {
    const data = module._malloc(Math.max(bytes, 1));
    if (data === 0) throw new RangeError(`no memory for a tensor of ${bytes} bytes`);
    const stack = module.stackSave();
    const shape = module.stackAlloc(module.PTR_SIZE * Math.max(dims.length, 1));
    dims.forEach((dim, i) => {
      module.setValue(shape + i * module.PTR_SIZE, dim, 'i32');
    });
    const handle = module._OrtCreateTensor(TYPES[type], data, bytes, shape, dims.length, CPU);
    module.stackRestore(stack);
    if (handle === 0) {
      module._free(data);
      check(module, 1, 'a tensor was refused');
    }
    return new HeapBuffer(module, handle, data, dims, data);
  }

  /** Where a tensor's values lie, and its shape. */
  static read(module: OrtModule, handle: number): { readonly data: number; readonly dims: readonly number[] } {
    const size = module.PTR_SIZE;
    const stack = module.stackSave();
    const at = module.stackAlloc(4 * size);
    check(module, module._OrtGetTensorData(handle, at, at + size, at + 2 * size, at + 3 * size), 'an output cannot be read');
    const data = module.getValue(at + size, '*');
    const shape = module.getValue(at + 2 * size, '*');
    const rank = module.getValue(at + 3 * size, 'i32');
    const dims = Array.from({ length: rank }, (_, i) => module.getValue(shape + i * size, 'i32'));
    module._OrtFree(shape);
    module.stackRestore(stack);
    return { data, dims };
  }

  /** Takes over a tensor that the runtime made. */
  static adopt(module: OrtModule, handle: number): HeapBuffer {
    const { data, dims } = HeapBuffer.read(module, handle);
    return new HeapBuffer(module, handle, data, dims, 0);
  }

  get size(): number {
    return this.dims.reduce((product, dim) => product * dim, 1);
  }

  /** A view, good until the module's memory grows or the tensor is released. */
  floats(): Float32Array {
    // Another thread may have grown the memory: any access through the module's own functions renews HEAPU8.
    this.module.getValue(this.data, 'i32');
    return new Float32Array(this.module.HEAPU8.buffer, this.data, this.size);
  }

  share(): this {
    this.#owners++;
    return this;
  }

  release(): void {
    if (this.#owners === 0 || --this.#owners > 0) return;
    this.module._OrtReleaseTensor(this.handle);
    if (this.allocation) this.module._free(this.allocation);
  }
}
