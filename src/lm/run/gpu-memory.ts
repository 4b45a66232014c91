import type { Tensor, TensorConstructor } from 'onnxruntime-common';
import { type CacheRow, copyRows, disposeOf, joinedShape, type Reals, rowsOf, type TensorMemory } from './tensor-memory.ts';

const BYTES = { float32: 4, float16: 2 } as const;

/** Tensors that stay on the GPU. Joining and picking rows are copies between buffers. */
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
  const gather = (rows: readonly CacheRow[]): Tensor => {
    const dataType = rows[0]?.tensor.type as keyof typeof BYTES;
    const size = BYTES[dataType];
    const shape = joinedShape(rows);
    const { buffer, tensor: joined } = allocate(
      shape.reduce((product, dim) => product * dim, size),
      dataType,
      shape,
    );
    const encoder = device.createCommandEncoder();
    copyRows(rows, shape[2], ({ tensor }, start, to, count) => {
      encoder.copyBufferToBuffer(tensor.gpuBuffer as GPUBuffer, start * size, buffer, to * size, count * size);
    });
    device.queue.submit([encoder.finish()]);
    // The queue runs in order: the runtime may reuse these buffers, but not before the copies are done.
    disposeOf(rows);
    return joined;
  };
  return {
    onGpu: true,
    place,
    concatenate: (tensors) => gather(rowsOf(tensors)),
    gather: (tensor, rows) => gather(rows.map((row) => ({ tensor, row }))),
  };
}
