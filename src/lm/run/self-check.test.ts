import { expect, it, vi } from 'vitest';
import type { Forward } from './forward.ts';
import { parseSelfCheck, selfCheck } from './self-check.ts';

const BASE = 'a'.repeat(64);
const tokens = Array.from({ length: 40 }, (_, index) => index);
const stored = { tokens, indices: [1, 3], logits: [0.5, -2] };

/** A network whose logits after the prompt are given, and whose every step takes `stepMs` of the fake clock. */
function network(logits: number[], stepMs = 10) {
  let clock = 0;
  const release = vi.fn();
  const prefill = vi.fn(async () => ({ batch: { lengths: [39] }, logits: [] }));
  const step = vi.fn(async () => {
    clock += stepMs;
    return Float32Array.from(logits);
  });
  const forward = { vocabulary: 5, context: 64, slots: ['a', 'b'], prefill, step, release } as unknown as Forward;
  return { forward, prefill, step, release, now: () => clock };
}

it('passes a network with the known logits, through prefill and step, and times its steps', async () => {
  const { forward, prefill, step, release, now } = network([9, 0.501, 9, -2, 9]);
  const result = await selfCheck(forward, { stored, tolerance: 0.01, now });
  expect(result.worst).toBeCloseTo(0.001, 5);
  expect(result.msPerToken).toBe(10);
  expect(prefill).toHaveBeenCalledWith([{ tokens: tokens.slice(0, 39), coefficients: new Float32Array(2), logitsFrom: 38 }]);
  expect(step.mock.calls[0]).toEqual([{ lengths: [39] }, [39]]);
  expect(release).toHaveBeenCalledTimes(1);
});

it('refuses wrong and absent numbers, and frees the batch', async () => {
  const wrong = network([9, 0.5, 9, 1, 9]);
  await expect(selfCheck(wrong.forward, { stored, tolerance: 0.01 })).rejects.toThrow('logits differ by 3.00 from the known ones');
  expect(wrong.release).toHaveBeenCalledTimes(1);
  await expect(selfCheck(network([9, Number.NaN, 9, -2, 9]).forward, { stored, tolerance: 0.01 })).rejects.toThrow('not a finite number');
  const infinite = network([9, 0.5, 9, -2, Number.POSITIVE_INFINITY]);
  await expect(selfCheck(infinite.forward, { stored: undefined, tolerance: 0.01 })).rejects.toThrow('not a finite number');
});

it('times one step only where a step is very slow', async () => {
  const { forward, step, now } = network([9, 0.5, 9, -2, 9], 18_000);
  expect(await selfCheck(forward, { stored, tolerance: 0.01, now })).toEqual({ worst: 0, msPerToken: 18_000 });
  expect(step).toHaveBeenCalledTimes(1);
});

it('reads the file, and says what is wrong with another', () => {
  const file = { format: 'tiller-self-check/1', base: BASE, cases: [stored] };
  expect(parseSelfCheck(file, BASE, 'self-check.json')).toEqual(stored);
  expect(() => parseSelfCheck(file, 'b'.repeat(64), 'self-check.json')).toThrow(/^self-check.json: field base: expected b+, got a+$/);
  expect(() => parseSelfCheck({ ...file, cases: [] }, BASE, 'self-check.json')).toThrow(/field cases/);
});
