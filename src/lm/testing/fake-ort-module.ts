import type { OrtModule } from '../run/wasm-heap.ts';

/**
 * ONNX Runtime's module as far as tensors go, in memory that moves at every allocation, as memory that is not shared does when it grows: views
 * taken before are dead. Its run changes nothing.
 */
export function createFakeOrtModule(): OrtModule & { readonly live: () => number } {
  let memory = new ArrayBuffer(1 << 16);
  let top = 64;
  const tensors = new Map<number, { readonly data: number; readonly dims: readonly number[] }>();
  let handles = 0;
  const view = () => new DataView(memory);
  const allocate = (bytes: number): number => {
    const at = top;
    top = Math.ceil((top + bytes) / 64) * 64;
    const moved = new ArrayBuffer(Math.max(memory.byteLength, top) + 64);
    new Uint8Array(moved).set(new Uint8Array(memory));
    structuredClone(memory, { transfer: [memory] });
    memory = moved;
    return at;
  };
  const make = (data: number, dims: readonly number[]): number => {
    tensors.set(++handles, { data, dims });
    return handles;
  };
  const words = (at: number, count: number) => Array.from({ length: count }, (_, i) => view().getInt32(at + 4 * i, true));
  return {
    get HEAPU8() {
      return new Uint8Array(memory);
    },
    PTR_SIZE: 4,
    live: () => tensors.size,
    _malloc: allocate,
    _free: (_pointer) => {},
    stackSave: () => 0,
    stackAlloc: allocate,
    stackRestore: (_stack) => {},
    setValue: (pointer, value) => view().setInt32(pointer, value, true),
    getValue: (pointer) => view().getInt32(pointer, true),
    UTF8ToString: (_pointer: number, _bytes?: number, _end?: boolean) => '',
    _OrtCreateTensor: (_type, data, _bytes, dims, rank, _location) => make(data, words(dims, rank)),
    _OrtGetTensorData(handle, type, data, dims, rank) {
      const tensor = tensors.get(handle) as { data: number; dims: readonly number[] };
      const shape = allocate(4 * tensor.dims.length);
      for (const [i, dim] of tensor.dims.entries()) view().setInt32(shape + 4 * i, dim, true);
      for (const [at, value] of [
        [type, 1],
        [data, tensor.data],
        [dims, shape],
        [rank, tensor.dims.length],
      ] as const)
        view().setInt32(at, value, true);
      return 0;
    },
    _OrtReleaseTensor: (handle) => Number(!tensors.delete(handle)),
    _OrtFree: (_pointer) => 0,
    _OrtGetLastError: (_code, _message) => 0,
    _OrtRun: (_session, _inputNames, _inputs, _inputCount, _outputNames, _outputCount, _outputs, _options) => 0,
  };
}
