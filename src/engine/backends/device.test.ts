import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openDevice, probeAdapter, watchDevice } from './device.ts';
import { fakeDevice } from './testing/fake-device.ts';

interface FakeAdapter {
  info?: Partial<GPUAdapterInfo>;
  features?: string[];
  limits?: Record<string, number>;
  /** What becomes of a variable that is declared in a loop. */
  variables?: 'reset' | 'kept';
}

function gpuOf(adapter: FakeAdapter | null): GPU {
  const full = adapter && {
    info: adapter.info ?? {},
    features: new Set(adapter.features ?? []),
    limits: adapter.limits ?? {},
    requestDevice: async (descriptor: GPUDeviceDescriptor) => Object.assign(fakeDevice(adapter.variables).device, { descriptor }),
  };
  return { requestAdapter: async () => full } as unknown as GPU;
}

const hardware = { software: false };

beforeAll(() => {
  vi.stubGlobal('GPUBufferUsage', {});
  vi.stubGlobal('GPUMapMode', {});
  return () => vi.unstubAllGlobals();
});

describe('probeAdapter', () => {
  it('says whether the browser or the machine lacks WebGPU', async () => {
    await expect(probeAdapter(undefined, hardware)).rejects.toThrow('This browser has no WebGPU.');
    await expect(probeAdapter(gpuOf(null), hardware)).rejects.toThrow('offers no graphics adapter');
  });

  it.each([
    [{ vendor: 'google', architecture: 'swiftshader' }],
    [{ vendor: 'mesa', description: 'llvmpipe (LLVM 19)' }],
    [{ vendor: 'microsoft', description: 'Microsoft Basic Render Driver' }],
    [{ vendor: 'anyone', isFallbackAdapter: true }],
  ])('refuses the software adapter %o unless it is wanted', async (info) => {
    await expect(probeAdapter(gpuOf({ info }), hardware)).rejects.toThrow(/^The only WebGPU adapter .* computes on the CPU/);
    expect(await probeAdapter(gpuOf({ info }), { software: true })).toMatchObject({ software: true });
  });

  it('names the adapter and its features', async () => {
    const info = { vendor: 'nvidia', architecture: 'ampere', device: '', description: '' };
    expect(await probeAdapter(gpuOf({ info, features: ['shader-f16'] }), hardware)).toMatchObject({
      name: 'nvidia ampere',
      software: false,
      f16: true,
      subgroups: false,
    });
    expect(await probeAdapter(gpuOf({}), hardware)).toMatchObject({ name: 'an unnamed adapter' });
  });

  it('does not count subgroups that are narrower than attention assumes', async () => {
    const of = (info: Partial<GPUAdapterInfo>) => probeAdapter(gpuOf({ info, features: ['subgroups'] }), hardware);
    expect(await of({ subgroupMinSize: 4, subgroupMaxSize: 4 })).toMatchObject({ subgroups: false });
    expect(await of({ subgroupMinSize: 4, subgroupMaxSize: 32 })).toMatchObject({ subgroups: false });
    expect(await of({ subgroupMinSize: 8, subgroupMaxSize: 8 })).toMatchObject({ subgroups: true });
    expect(await of({})).toMatchObject({ subgroups: true });
  });
});

describe('openDevice', () => {
  const limits = { maxBufferSize: 4e9, maxStorageBufferBindingSize: 2e9, maxComputeInvocationsPerWorkgroup: 1024 };

  it.each([
    [['shader-f16', 'subgroups'], { f16: true, subgroups: true }, ['shader-f16', 'subgroups']],
    [['shader-f16', 'subgroups'], { f16: true, subgroups: false }, ['shader-f16']],
    [['subgroups'], { f16: true, subgroups: true }, ['subgroups']],
    [['shader-f16', 'subgroups'], { f16: false, subgroups: false }, []],
  ])('of an adapter with %o asked for %o has %o', async (features, options, expected) => {
    const device = await openDevice(await probeAdapter(gpuOf({ features, limits }), hardware), options);
    const { descriptor } = device as unknown as { descriptor: GPUDeviceDescriptor };
    expect(descriptor.requiredFeatures).toEqual(expected);
    expect(descriptor.requiredLimits).toMatchObject(limits);
  });
});

describe('the shaders of a device', () => {
  const shader = 'fn main() { var x : u32; }';
  const compiled = async (variables: 'reset' | 'kept') => {
    const device = await openDevice(await probeAdapter(gpuOf({ variables }), hardware), { f16: false, subgroups: false });
    device.createShaderModule({ code: shader });
    return (device as unknown as { shaders: readonly string[] }).shaders.at(-1);
  };

  it('are mended where a loop keeps its variables, and only there', async () => {
    expect(await compiled('kept')).toBe('fn main() { var x : u32 = u32(); }');
    expect(await compiled('reset')).toBe(shader);
  });
});

describe('watchDevice', () => {
  class GPUOutOfMemoryError {
    message = '';
  }
  class GPUValidationError {
    message = 'Buffer is invalid.';
  }

  it.each([
    [new GPUOutOfMemoryError(), 'out-of-memory', 'not enough memory: the graphics card has no more'],
    [new GPUValidationError(), 'device-lost', 'the GPU refused a command: Buffer is invalid.'],
  ])('knows %o', (error, code, message) => {
    const { device, fail } = fakeDevice();
    const watch = watchDevice(device);
    const told: unknown[] = [];
    watch.onFailure = (failure) => told.push(failure);
    expect(watch.failure).toBeUndefined();
    fail(error);
    fail(new GPUValidationError());
    expect(watch.failure).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(told).toEqual([watch.failure]);
  });

  it('knows a device that was lost, but not one that we destroyed', async () => {
    const [lost, ours] = [fakeDevice(), fakeDevice()];
    const watches = [watchDevice(lost.device), watchDevice(ours.device)];
    lost.lose('unknown', 'driver reset');
    ours.lose('destroyed', '');
    await Promise.all([lost.device.lost, ours.device.lost]);
    expect(watches.map(({ failure }) => failure?.message)).toEqual(['the GPU device was lost: driver reset', undefined]);
  });
});
