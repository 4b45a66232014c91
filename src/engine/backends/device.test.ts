import { describe, expect, it } from 'vitest';
import { openDevice, probeAdapter } from './device.ts';

interface FakeAdapter {
  info?: Partial<GPUAdapterInfo>;
  features?: string[];
  limits?: Record<string, number>;
}

function gpuOf(adapter: FakeAdapter | null): GPU {
  const full = adapter && {
    info: adapter.info ?? {},
    features: new Set(adapter.features ?? []),
    limits: adapter.limits ?? {},
    requestDevice: async (descriptor: GPUDeviceDescriptor) => ({ descriptor }),
  };
  return { requestAdapter: async () => full } as unknown as GPU;
}

const hardware = { software: false };

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
