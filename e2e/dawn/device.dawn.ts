/** What the app's own device does about Tint's loop variables. */
import { beforeAll, expect, it } from 'vitest';
import { openDevice, probeAdapter } from '../../src/engine/backends/device.ts';
import { resetsVariables } from '../../src/engine/backends/loop-variables.ts';
import { startDawn } from './dawn.ts';

let gpu: GPU;
beforeAll(() => {
  gpu = startDawn();
});
const software = { software: true };

it('is a driver with half precision and subgroups as wide as attention needs', async () => {
  expect(await probeAdapter(gpu, software)).toMatchObject({ software: true, f16: true, subgroups: true });
});

it('resets the variables of a loop, whether the compiler does or not', async () => {
  const { adapter } = await probeAdapter(gpu, software);
  const raw = await adapter.requestDevice();
  const needed = !(await resetsVariables(raw));
  const own = await openDevice(await probeAdapter(gpu, software), { f16: true, subgroups: true });
  expect(await resetsVariables(own)).toBe(true);
  expect(Object.hasOwn(own, 'createShaderModule')).toBe(needed);
  raw.destroy();
  own.destroy();
});
