import * as native from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { checkAttention } from './attention-check.ts';
import type { OrtRuntime } from './ort-runtime.ts';

const SMOL = { heads: 9, keyValueHeads: 3, headSize: 64 };
const MANY_HEADS = { heads: 4, keyValueHeads: 4, headSize: 32 };
const bounds = { f32: 1e-5, f16: 5e-3 } as const;

it.each([
  [SMOL, 'f32'],
  [SMOL, 'f16'],
  [MANY_HEADS, 'f32'],
] as const)('passes the attention of the CPU: %o in %s', async (config, precision) => {
  expect(await checkAttention(native, 'cpu', config, precision)).toBeLessThan(bounds[precision]);
});

/** The CPU's attention with something done to what comes out. */
function spoilt(change: (values: Float32Array, prefill: boolean) => void): OrtRuntime {
  const create = async (model: Uint8Array, options: object) => {
    const session = await native.InferenceSession.create(model, options);
    const run = session.run.bind(session);
    session.run = (async (feeds: Parameters<typeof run>[0]) => {
      const results = await run(feeds);
      change(results.attended?.data as Float32Array, (results.attended?.dims[1] as number) > 1);
      return results;
    }) as typeof session.run;
    return session;
  };
  return { Tensor: native.Tensor, InferenceSession: { create } as unknown as OrtRuntime['InferenceSession'] };
}

it.each([
  ['a number of the prefill that is off', (values: Float32Array, prefill: boolean) => prefill && values.fill(0.01, 70 * 576, 70 * 576 + 1)],
  ['a number of the step that is off', (values: Float32Array, prefill: boolean) => !prefill && values.fill(1, 0, 1)],
  ['a NaN', (values: Float32Array) => values.fill(Number.NaN, 7, 8)],
])('refuses %s', async (_, change) => {
  await expect(checkAttention(spoilt(change), 'cpu', SMOL, 'f32')).rejects.toMatchObject({
    code: 'backend',
    message: expect.stringMatching(/^Self-check failed: Its attention is off by /),
  });
});
