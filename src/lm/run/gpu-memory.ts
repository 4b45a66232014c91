import type { Tensor, TensorConstructor } from 'onnxruntime-common';
import type { Reals, TensorMemory } from './tensor-memory.ts';

const BYTES = { float32: 4, float16: 2 } as const;

/** Tensors that stay on the GPU. Rows are contiguous, so joining and picking rows are copies between buffers. */
export function gpuMemory(device: GPUDevice, TensorOf: TensorConstructor): TensorMemory {
  const allocate = (bytes: number, dataType: keyof typeof BYTES, dims: readonly number[]): { buffer: GPUBuffer; tensor: Tensor } => {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size: Math.ceil(bytes / 16) * 16, usage });
    return { buffer, tensor: TensorOf.fromGpuBuffer(buffer, { dataType, dims, dispose: () => buffer.destroy() }) };
  };
  const place = (values: Reals, dims: readonly number[]): Tensor => {
    const { buffer, tensor } = allocate(values.byteLength, values instanceof Uint16Array ? 'float16' : 'float32', dims);
    device.queue.writeBuffer(buffer, 0, values as Float32Array<ArrayBuffer>);
    return tensor;
  };
  const gather = (sources: readonly { readonly tensor: Tensor; readonly row: number }[]): Tensor => {
    const like = sources[0]?.tensor as Tensor;
    const dataType = like.type as keyof typeof BYTES;
    const stride = (like.size / (like.dims[0] as number)) * BYTES[dataType];
    const { buffer, tensor } = allocate(stride * sources.length, dataType, [sources.length, ...like.dims.slice(1)]);
    const encoder = device.createCommandEncoder();
    sources.forEach(({ tensor: from, row }, i) => {
      encoder.copyBufferToBuffer(from.gpuBuffer as GPUBuffer, row * stride, buffer, i * stride, stride);
    });
    device.queue.submit([encoder.finish()]);
    // The queue runs in order: the runtime may reuse these buffers, but not before the copies are done.
    for (const source of new Set(sources.map(({ tensor: from }) => from))) source.dispose();
    return tensor;
  };
  return {
    onGpu: true,
    place,
    concatenate: (tensors) =>
      gather(tensors.flatMap((tensor) => Array.from({ length: tensor.dims[0] as number }, (_, row) => ({ tensor, row })))),
    gather: (tensor, rows) => gather(rows.map((row) => ({ tensor, row }))),
  };
}
