import type { Tensor, TensorConstructor } from 'onnxruntime-common';

/** Copies of cache tensors [rows, kv heads, positions, head]. Both dispose of what they were given. */
export interface CacheOps {
  /** Joins along rows. All have the same number of positions. */
  concatenate(tensors: readonly Tensor[]): Tensor;
  /** The rows named, in that order. */
  gather(tensor: Tensor, rows: readonly number[]): Tensor;
}

type CacheData = Float32Array | Uint16Array;

function joined(type: Tensor.Type, length: number): CacheData {
  return type === 'float16' ? new Uint16Array(length) : new Float32Array(length);
}

/** Cache tensors in main memory. */
export function cpuCache(TensorOf: TensorConstructor): CacheOps {
  const gather = (sources: readonly { tensor: Tensor; row: number }[]): Tensor => {
    const like = sources[0]?.tensor as Tensor;
    const stride = like.size / (like.dims[0] as number);
    const data = joined(like.type, stride * sources.length);
    sources.forEach(({ tensor, row }, i) => {
      data.set((tensor.data as CacheData).subarray(row * stride, (row + 1) * stride), i * stride);
    });
    for (const tensor of new Set(sources.map((source) => source.tensor))) tensor.dispose();
    return new TensorOf(like.type as 'float32', data as Float32Array, [sources.length, ...like.dims.slice(1)]);
  };
  return {
    concatenate: (tensors) =>
      gather(tensors.flatMap((tensor) => Array.from({ length: tensor.dims[0] as number }, (_, row) => ({ tensor, row })))),
    gather: (tensor, rows) => gather(rows.map((row) => ({ tensor, row }))),
  };
}
