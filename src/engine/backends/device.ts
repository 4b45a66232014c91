/** The app's own GPUDevice. ONNX Runtime could make one, but we choose its features and have to know when it is lost. */
import { EngineError, notEnoughMemory } from '../../lm/errors.ts';
import type { GpuFeatures } from '../protocol.ts';
import { RungRefused } from './ladder.ts';
import { initialiseVariables, resetsVariables } from './loop-variables.ts';

export interface AdapterProbe {
  readonly adapter: GPUAdapter;
  /** Name for the page, from what the browser tells: "nvidia ampere". */
  readonly name: string;
  readonly software: boolean;
  readonly f16: boolean;
  /** False where they are narrower than ONNX Runtime's attention assumes. */
  readonly subgroups: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i;

/** ONNX Runtime's attention shuffles lanes 0 to 7 of a subgroup; on narrower ones (SwiftShader's 4) its numbers are wrong. */
const WIDEST_SHUFFLE = 8;

/**
 * Asks for an adapter; the presence of navigator.gpu alone means nothing.
 * @param options.software Accept an adapter that computes on the CPU (SwiftShader, llvmpipe, WARP).
 * @throws RungRefused when there is none, or only a software one and that is not wanted.
 */
export async function probeAdapter(gpu: GPU | undefined, options: { readonly software: boolean }): Promise<AdapterProbe> {
  if (!gpu) throw new RungRefused('This browser has no WebGPU.');
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new RungRefused('The browser has WebGPU, but offers no graphics adapter for it.');
  const { info } = adapter;
  const words = [info?.vendor, info?.architecture, info?.device, info?.description].filter(Boolean);
  const name = words.join(' ') || 'an unnamed adapter';
  const software = info?.isFallbackAdapter === true || SOFTWARE.test(name);
  if (software && !options.software)
    throw new RungRefused(`The only WebGPU adapter (${name}) computes on the CPU, which WASM does faster.`);
  return {
    adapter,
    name,
    software,
    f16: adapter.features.has('shader-f16'),
    subgroups: adapter.features.has('subgroups') && (info?.subgroupMinSize ?? WIDEST_SHUFFLE) >= WIDEST_SHUFFLE,
  };
}

const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

/**
 * A device with all that the adapter allows in size, and the named features where it has them. Where its compiler keeps a variable that
 * a loop should reset, shaders are mended before they reach it.
 * An adapter gives one device: probe again for the next.
 */
export async function openDevice(
  { adapter, f16, subgroups }: AdapterProbe,
  wanted: Pick<GpuFeatures, 'f16' | 'subgroups'>,
): Promise<GPUDevice> {
  const requiredFeatures: GPUFeatureName[] = [];
  if (wanted.f16 && f16) requiredFeatures.push('shader-f16');
  if (wanted.subgroups && subgroups) requiredFeatures.push('subgroups');
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredFeatures, requiredLimits });
  if (!(await resetsVariables(device))) mendShaders(device);
  return device;
}

function mendShaders(device: GPUDevice): void {
  const create = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => create({ ...descriptor, code: initialiseVariables(descriptor.code) });
}

/** The first thing that went wrong on a device by itself: lost, out of memory, or refusing a command. Its numbers mean nothing from then on. */
export interface DeviceWatch {
  /** Undefined as long as all is well. */
  readonly failure: EngineError | undefined;
  /** Called once, when it fails. */
  onFailure: ((error: EngineError) => void) | undefined;
}

export function watchDevice(device: GPUDevice): DeviceWatch {
  const watch: { -readonly [K in keyof DeviceWatch]: DeviceWatch[K] } = { failure: undefined, onFailure: undefined };
  const fail = (error: EngineError) => {
    if (watch.failure) return;
    watch.failure = error;
    watch.onFailure?.(error);
  };
  device.addEventListener('uncapturederror', ({ error }) => {
    // Known by its name: GPUOutOfMemoryError is not a global everywhere that a device is.
    if (error.constructor.name === 'GPUOutOfMemoryError') fail(notEnoughMemory('the graphics card has no more', error));
    else fail(new EngineError('device-lost', `the GPU refused a command: ${error.message}`));
  });
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') fail(new EngineError('device-lost', `the GPU device was lost: ${message || 'no reason given'}`));
  });
  return watch;
}
