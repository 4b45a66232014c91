import type { Tensor, TensorConstructor } from 'onnxruntime-common';

/** Values as tensors hold them. */
export type Reals = Float32Array | Uint16Array;

/** Where tensors lie that stay from run to run: main memory, the WASM module's or the GPU's. */
export interface TensorMemory {
  /** True of a GPU's, which has kernels for few shapes and none for empty tensors. */
  readonly onGpu: boolean;
  /** A tensor with these values that stays until it is disposed of. */
  place(values: Reals, dims: readonly number[]): Tensor;
  /** Joins cache tensors [rows, kv heads, positions, head] along rows, and disposes of them. All have the same number of positions. */
  concatenate(tensors: readonly Tensor[]): Tensor;
  /** The rows named of a cache tensor, in that order; the tensor is disposed of. */
  gather(tensor: Tensor, rows: readonly number[]): Tensor;
}

/** A tensor in main memory, over the values themselves. */
export function plainTensor(TensorOf: TensorConstructor, values: Reals, dims: readonly number[]): Tensor {
  return values instanceof Uint16Array ? new TensorOf('float16', values, dims) : new TensorOf('float32', values, dims);
}

/** The runtime copies what lies here at every run. */
export function mainMemory(TensorOf: TensorConstructor): TensorMemory {
  const gather = (sources: readonly { tensor: Tensor; row: number }[]): Tensor => {
    const like = sources[0]?.tensor as Tensor;
    const stride = like.size / (like.dims[0] as number);
    const data = like.type === 'float16' ? new Uint16Array(stride * sources.length) : new Float32Array(stride * sources.length);
    sources.forEach(({ tensor, row }, i) => {
      data.set((tensor.data as Reals).subarray(row * stride, (row + 1) * stride), i * stride);
    });
    for (const tensor of new Set(sources.map((source) => source.tensor))) tensor.dispose();
    return plainTensor(TensorOf, data, [sources.length, ...like.dims.slice(1)]);
  };
  return {
    onGpu: false,
    place: (values, dims) => plainTensor(TensorOf, values, dims),
    concatenate: (tensors) =>
      gather(tensors.flatMap((tensor) => Array.from({ length: tensor.dims[0] as number }, (_, row) => ({ tensor, row })))),
    gather: (tensor, rows) => gather(rows.map((row) => ({ tensor, row }))),
  };
}
