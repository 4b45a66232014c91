import type { InferenceSession } from 'onnxruntime-common';
import { expect, it } from 'vitest';
import { describeForward } from '../testing/forward-suite.ts';
import { tinyForward } from '../testing/tiny-forward.ts';
import { tinyGguf, tinyWeights } from '../testing/tiny-llama.ts';

const file = tinyGguf(tinyWeights());

describeForward(async (context) => {
  /** Tensors of caches that were made and not freed yet. */
  const made = new Set<unknown>();
  const tap = (session: InferenceSession): InferenceSession => {
    const run = async (...args: Parameters<InferenceSession['run']>) => {
      const results = await session.run(...args);
      for (const [name, tensor] of Object.entries(results)) {
        if (!name.startsWith('present_')) continue;
        made.add(tensor);
        tensor.dispose = () => made.delete(tensor);
      }
      return results;
    };
    return { ...session, run, release: () => session.release() } as InferenceSession;
  };
  return { forward: await tinyForward(file, { tap, ...(context === undefined ? {} : { context }) }), held: () => made.size };
}, 2e-5);

it('runs one call at a time', async () => {
  const forward = await tinyForward(file);
  const row = { tokens: [4, 8, 15], coefficients: new Float32Array(0), logitsFrom: 0 };
  const first = forward.prefill([row]);
  await expect(forward.prefill([row])).rejects.toThrow('running already');
  forward.release((await first).batch);
});

it('runs blocks of 8 bits close to the dense weights', async () => {
  const dense = await tinyForward(file);
  const blocks = await tinyForward(file, { weights: 'blocks8' });
  const row = { tokens: [4, 8, 15, 16, 23, 42], coefficients: new Float32Array(0), logitsFrom: 5 };
  const [exact, rounded] = [(await dense.prefill([row])).logits[0], (await blocks.prefill([row])).logits[0]] as [
    Float32Array,
    Float32Array,
  ];
  const worst = exact.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (rounded[i] as number))), 0);
  expect(worst).toBeLessThan(0.3);
  expect(worst).toBeGreaterThan(0);
});
