/** Counts what is asked of every WebGPU device of this process. */

export interface Commands {
  dispatches: number;
  submits: number;
  /** Bytes that are mapped to be read. */
  read: number;
  /** Bytes that are written to buffers. */
  written: number;
  /** Sizes of the buffers that were made. */
  buffers: number[];
}

/** What `work` asked for. */
export type CountCommands = (work: () => Promise<unknown>) => Promise<Commands>;

/** To be called after Dawn has started, once. */
export function countCommands(): CountCommands {
  let counted: Commands = none();
  const { prototype: pass } = GPUComputePassEncoder;
  const dispatch = pass.dispatchWorkgroups;
  pass.dispatchWorkgroups = function (...sizes) {
    counted.dispatches++;
    return dispatch.apply(this, sizes);
  };
  const { prototype: queue } = GPUQueue;
  const submit = queue.submit;
  queue.submit = function (...args) {
    counted.submits++;
    return submit.apply(this, args);
  };
  const write = queue.writeBuffer as (this: GPUQueue, ...args: unknown[]) => undefined;
  queue.writeBuffer = function (...args) {
    counted.written += args[2].byteLength;
    return write.apply(this, args);
  };
  const { prototype: buffer } = GPUBuffer;
  const map = buffer.mapAsync;
  buffer.mapAsync = function (this: GPUBuffer, mode, offset = 0, size = this.size - offset) {
    counted.read += size;
    return map.call(this, mode, offset, size);
  };
  const { prototype: owner } = GPUDevice;
  const create = owner.createBuffer;
  owner.createBuffer = function (descriptor) {
    counted.buffers.push(descriptor.size);
    return create.call(this, descriptor);
  };
  return async (work) => {
    counted = none();
    await work();
    return counted;
  };
}

const none = (): Commands => ({ dispatches: 0, submits: 0, read: 0, written: 0, buffers: [] });
