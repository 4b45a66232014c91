/**
 * WebGPU in Node: Dawn (npm package `webgpu`) on Mesa's lavapipe, which has half precision and subgroups where software WebGPU in a
 * browser has neither. Three things that ONNX Runtime or lavapipe need are mended here, none of which touches a number.
 */
import { existsSync } from 'node:fs';
import { create, globals } from 'webgpu';

/** Where Debian, and most others, install the driver's description; VK_ICD_FILENAMES names another. */
const LAVAPIPE = ['/usr/share/vulkan/icd.d/lvp_icd.json', '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json'];

type Method<Self, Args extends unknown[], Result> = (this: Self, ...args: Args) => Result;

/** Dawn refuses views of shared memory, as ONNX Runtime's heap is: they are copied. */
function copyWrites(): void {
  const { prototype } = GPUQueue;
  const write = prototype.writeBuffer as Method<GPUQueue, Parameters<GPUQueue['writeBuffer']>, undefined>;
  prototype.writeBuffer = function (buffer, offset, data, from = 0, size) {
    const view = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data as ArrayBufferLike);
    const unit = ArrayBuffer.isView(data) && 'BYTES_PER_ELEMENT' in data ? (data as Uint8Array).BYTES_PER_ELEMENT : 1;
    const end = size === undefined ? view.length : (from + size) * unit;
    return write.call(this, buffer, offset, view.slice(from * unit, end));
  };
}

/**
 * Mesa unrolls the loops of ONNX Runtime's prefill attention (16 rounds in 32), and LLVM then compiles it for minutes. A bound that is not
 * known when compiling keeps them as loops.
 */
function keepLoops(): void {
  const { prototype } = GPUDevice;
  const make = prototype.createShaderModule as Method<GPUDevice, [GPUShaderModuleDescriptor], GPUShaderModule>;
  prototype.createShaderModule = function (descriptor) {
    const { code } = descriptor;
    const isAttention = code.includes('num_seq_tile') && code.includes('max_k_step');
    const rolled = isAttention ? code.replace(/< (head_size_vec|max_k_step);/g, '< $1 + (uniforms.batch_size >> 30u);') : code;
    return make.call(this, { ...descriptor, code: rolled });
  };
}

/** Dawn polls by setImmediate, without a pause: a core that the driver could use. */
function napBetweenPolls(): void {
  const immediate = globalThis.setImmediate;
  const nap = new Int32Array(new SharedArrayBuffer(4));
  const napping = (work: (...args: unknown[]) => void, ...args: unknown[]) =>
    immediate(() => {
      Atomics.wait(nap, 0, 0, 0.2);
      work(...args);
    });
  globalThis.setImmediate = Object.assign(napping, { __promisify__: immediate.__promisify__ }) as typeof setImmediate;
}

/**
 * The GPU, and `navigator.gpu` with it.
 * @param backend Dawn's name of the driver's interface; Mesa's lavapipe on Vulkan unless told. 'null' takes commands and computes nothing: what is
 * counted there is what a card would run.
 * @throws Error that says what is missing.
 */
export function startDawn(backend?: string): GPU {
  if (backend === undefined && !process.env.VK_ICD_FILENAMES) {
    const found = LAVAPIPE.find(existsSync);
    if (!found) throw new Error('no lavapipe driver: expected mesa-vulkan-drivers 25 or later, or VK_ICD_FILENAMES');
    process.env.VK_ICD_FILENAMES = found;
  }
  Object.assign(globalThis, globals);
  copyWrites();
  keepLoops();
  napBetweenPolls();
  const gpu = create([`backend=${backend ?? 'vulkan'}`]);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'Node', hardwareConcurrency: 2 }, configurable: true });
  // Without a timer Node stops its loop to wait for V8, which optimises the WASM build for a minute, and Dawn's promises wait with it.
  setInterval(() => {}, 1);
  return gpu;
}
