/** The app's own GPUDevice. ONNX Runtime could make one, but we choose its features and have to know when it is lost. */
import { RungRefused } from './ladder.ts';

/** Which optional features the device gets. */
export interface DeviceOptions {
  /** Accept an adapter that computes on the CPU (SwiftShader, llvmpipe, WARP). */
  readonly software: boolean;
  readonly subgroups: boolean;
  readonly f16: boolean;
}

export interface AdapterProbe {
  readonly adapter: GPUAdapter;
  /** Name for the page, from what the browser tells: "nvidia ampere". */
  readonly name: string;
  readonly software: boolean;
  readonly f16: boolean;
  readonly subgroups: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i;

/**
 * Asks for an adapter; the presence of navigator.gpu alone means nothing.
 * @throws RungRefused when there is none, or only a software one and that is not wanted.
 */
export async function probeAdapter(gpu: GPU | undefined, options: { software: boolean }): Promise<AdapterProbe> {
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
    subgroups: adapter.features.has('subgroups' as GPUFeatureName),
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
 * A device with all that the adapter allows in size, and the named features where it has them.
 * An adapter gives one device: probe again for the next.
 */
export function openDevice({ adapter, f16, subgroups }: AdapterProbe, options: Omit<DeviceOptions, 'software'>): Promise<GPUDevice> {
  const requiredFeatures: GPUFeatureName[] = [];
  if (options.f16 && f16) requiredFeatures.push('shader-f16');
  if (options.subgroups && subgroups) requiredFeatures.push('subgroups' as GPUFeatureName);
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  return adapter.requestDevice({ requiredFeatures, requiredLimits });
}
