import type { Tensor, TensorConstructor } from 'onnxruntime-common';
import { type CacheRow, copyRows, disposeOf, joinedShape, type Reals, roomFor, rowsOf, type TensorMemory } from './tensor-memory.ts';

const BYTES = { float32: 4, float16: 2, int32: 4, int64: 8, uint8: 1 } as const;
type GpuType = keyof typeof BYTES;

interface GpuTensor {
  readonly buffer: GPUBuffer;
  readonly tensor: Tensor;
}

/** What the buffer holds is up to the caller. */
function allocate(device: GPUDevice, TensorOf: TensorConstructor, dataType: GpuType, dims: readonly number[]): GpuTensor {
  const bytes = dims.reduce((product, dim) => product * dim, BYTES[dataType]);
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ size: Math.ceil(bytes / 16) * 16, usage });
  return { buffer, tensor: TensorOf.fromGpuBuffer(buffer, { dataType, dims, dispose: () => buffer.destroy() }) };
}

/** A tensor on the GPU with these bytes, a multiple of 4. */
export function uploaded(
  device: GPUDevice,
  TensorOf: TensorConstructor,
  dataType: GpuType,
  dims: readonly number[],
  bytes: Uint8Array<ArrayBuffer>,
): Tensor {
  const { buffer, tensor } = allocate(device, TensorOf, dataType, dims);
  device.queue.writeBuffer(buffer, 0, bytes);
  return tensor;
}

/** Tensors that stay on the GPU. Joining and picking rows are copies between buffers. */
export function gpuMemory(device: GPUDevice, TensorOf: TensorConstructor): TensorMemory {
  const place = (values: Reals, dims: readonly number[]): Tensor => {
    const bytes = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
    return uploaded(device, TensorOf, values instanceof Uint16Array ? 'float16' : 'float32', dims, bytes);
  };
  const gather = (rows: readonly CacheRow[], room = (positions: number) => positions): Tensor => {
    const dataType = rows[0]?.tensor.type as GpuType;
    const size = BYTES[dataType];
    const shape = joinedShape(rows);
    shape[2] = room(shape[2]);
    const { buffer, tensor: joined } = allocate(device, TensorOf, dataType, shape);
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
    withRoom: (tensor, positions) => ((tensor.dims[2] as number) < positions ? gather(rowsOf([tensor]), () => roomFor(positions)) : tensor),
  };
}
