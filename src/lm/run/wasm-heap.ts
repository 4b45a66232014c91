/**
 * ONNX Runtime's WASM module from the inside. Its public run() copies every input into the module's memory and every output out of it, the
 * whole key-value cache twice a step: 100 MB for eleven rows of 100 tokens. Here the cache stays where it is.
 * Written for onnxruntime-web 1.30 (lib/wasm/wasm-core-impl.ts is the model); `heapRuntime` gives nothing where a part is missing.
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

const PARTS: readonly (keyof OrtModule)[] = [
  'HEAPU8',
  'PTR_SIZE',
  '_malloc',
  '_free',
  'stackSave',
  'stackAlloc',
  'stackRestore',
  'setValue',
  'getValue',
  'UTF8ToString',
  '_OrtCreateTensor',
  '_OrtGetTensorData',
  '_OrtReleaseTensor',
  '_OrtFree',
  '_OrtGetLastError',
  '_OrtRun',
];

export function isOrtModule(module: unknown): module is OrtModule {
  return typeof module === 'object' && module !== null && PARTS.every((part) => part in module);
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

  /** Takes over a tensor that the runtime made. */
  static adopt(module: OrtModule, handle: number): HeapBuffer {
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
