import type { Tensor, TensorConstructor } from 'onnxruntime-common';
import type { CacheOps } from './key-value-cache.ts';

const BYTES = { float32: 4, float16: 2 } as const;

/** Cache tensors that stay on the GPU: rows are contiguous, so joining and picking rows are copies between buffers. */
export function gpuCache(device: GPUDevice, TensorOf: TensorConstructor): CacheOps {
  const gather = (sources: readonly { readonly tensor: Tensor; readonly row: number }[]): Tensor => {
    const like = sources[0]?.tensor as Tensor;
    const dataType = like.type as keyof typeof BYTES;
    const stride = (like.size / (like.dims[0] as number)) * BYTES[dataType];
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size: Math.ceil((stride * sources.length) / 16) * 16, usage });
    const encoder = device.createCommandEncoder();
    sources.forEach(({ tensor, row }, i) => {
      encoder.copyBufferToBuffer(tensor.gpuBuffer as GPUBuffer, row * stride, buffer, i * stride, stride);
    });
    device.queue.submit([encoder.finish()]);
    // The queue runs in order: the runtime may reuse these buffers, but not before the copies are done.
    for (const tensor of new Set(sources.map((source) => source.tensor))) tensor.dispose();
    return TensorOf.fromGpuBuffer(buffer, { dataType, dims: [sources.length, ...like.dims.slice(1)], dispose: () => buffer.destroy() });
  };
  return {
    concatenate: (tensors) =>
      gather(tensors.flatMap((tensor) => Array.from({ length: tensor.dims[0] as number }, (_, row) => ({ tensor, row })))),
    gather: (tensor, rows) => gather(rows.map((row) => ({ tensor, row }))),
  };
}
