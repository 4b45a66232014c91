import { describe, expect, it } from 'vitest';
import { nodeKernel, startNodeThread } from '../../../../scripts/load-node-kernels.ts';
import type { Adapter } from '../../adapters/peft.ts';
import { describeForward } from '../../testing/forward-suite.ts';
import { plainHidden, plainLogits } from '../../testing/plain-llama.ts';
import { roundedWeights, tinyBlocksGguf } from '../../testing/tiny-blocks.ts';
import { mountTiny } from '../../testing/tiny-forward.ts';
import { tinyKernels } from '../../testing/tiny-kernels.ts';
import { TINY, tinyAdapter, tinyVectors, tinyWeights } from '../../testing/tiny-llama.ts';

const raw = tinyWeights();
const weights = roundedWeights(raw);
const file = tinyBlocksGguf(raw);
const TOKENS = [5, 17, 3, 88, 41];

/** Adapters of 8 bits, here as large as the weights; TINY's logits reach 30. Without adapters it is 5e-3 (network.test.ts). */
const ROUNDING = 0.3;

const module = await nodeKernel();
const open = (threads: number, context?: number, binary = module) =>
  tinyKernels(file, { module: binary, threads, startThread: startNodeThread, ...(context === undefined ? {} : { context }) });

describe.each([1, 2])('over the kernels, %i threads', (threads) => {
  describeForward((context) => open(threads, context), 0);
});

const SLOTS: Readonly<Record<string, readonly Adapter[]>> = {
  'no slot': [],
  'one linear of a layer': [new Map([...tinyAdapter(1, 2, ['o_proj'])].filter(([path]) => path.startsWith('layers.1.')))],
  'vectors alone': [tinyVectors(3, ['down_proj']), tinyVectors(4, ['down_proj'])],
  'vectors at one linear, columns at others': [tinyVectors(3, ['lm_head']), tinyAdapter(1, 4, ['q_proj'])],
  'columns and vectors at one linear': [tinyVectors(3, ['gate_proj']), tinyAdapter(1, 3, ['up_proj', 'gate_proj'])],
  'every linear': [
    tinyAdapter(6, 4, ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj', 'lm_head'], true),
    tinyAdapter(7, 1, ['v_proj', 'down_proj']),
  ],
};

describe.each(Object.entries(SLOTS))('a bank of %s', (_, slots) => {
  it('agrees with the plain reference in every row', async () => {
    const { forward } = await open(1);
    const bank = await mountTiny(forward, slots);
    const rows = [
      [1, 0.5],
      [0, -0.75],
      [0, 0],
    ].map((row) => row.slice(0, slots.length));
    const { batch } = await forward.prefill(
      rows.map((coefficients) => ({ tokens: TOKENS, coefficients: Float32Array.from(coefficients), logitsFrom: 4 })),
      { bank },
    );
    const stepped = await forward.step(
      batch,
      rows.map((_, row) => row),
    );
    for (const [row, coefficients] of rows.entries()) {
      const plain = slots.map((adapter, slot) => ({ adapter, coefficient: coefficients[slot] as number }));
      const expected = plainLogits(weights, [...TOKENS, row], plain).at(-1) ?? [];
      const own = stepped.subarray(row * TINY.vocabulary, (row + 1) * TINY.vocabulary);
      const worst = expected.reduce((most, value, v) => Math.max(most, Math.abs(value - (own[v] as number))), 0);
      expect(expected).toHaveLength(TINY.vocabulary);
      expect(worst).toBeLessThan(ROUNDING);
    }
  });
});

it('gives the values of a reward, read from the hidden state', async () => {
  const { forward } = await open(1);
  const head = Float32Array.from({ length: 2 * TINY.width }, (_, i) => Math.sin(i));
  const slot = tinyAdapter(1, 2, ['o_proj']);
  const bank = await mountTiny(forward, [slot], head);
  const { rewards } = await forward.prefill([{ tokens: TOKENS, coefficients: Float32Array.of(1), logitsFrom: 3 }], { bank });
  const hidden = plainHidden(weights, TOKENS, [{ adapter: slot, coefficient: 1 }]);
  expect(rewards?.[0]).toHaveLength(4);
  for (const [i, place] of [3, 4].entries()) {
    for (const h of [0, 1]) {
      const expected = (hidden[place] ?? []).reduce((sum, value, k) => sum + value * (head[2 * k + h] as number), 0);
      expect(rewards?.[0]?.[2 * i + h]).toBeCloseTo(expected, 1);
    }
  }
});

it('gives the same bits in either build, with any number of threads', async () => {
  const slots = [tinyAdapter(1, 2, ['q_proj', 'down_proj']), tinyVectors(3, ['up_proj', 'lm_head'])];
  const simd = await nodeKernel('simd');
  const runs = await Promise.all(
    ([[1], [2], [4], [3, simd]] as const).map(async ([wanted, binary]) => {
      const { forward, threads } = await open(wanted, undefined, binary);
      expect(threads).toBe(wanted);
      const bank = await mountTiny(forward, slots);
      const rows = [3, 60, 17].map((length, i) => ({
        tokens: Array.from({ length }, (_, j) => (i * 31 + j * 7) % 97),
        coefficients: Float32Array.of(i / 2, 1 - i),
        logitsFrom: 0,
      }));
      const { batch, logits } = await forward.prefill(rows, { bank });
      const stepped = (await forward.step(batch, [4, 5, 6])).slice();
      await forward.dispose();
      return { logits, stepped };
    }),
  );
  for (const run of runs.slice(1)) expect(run).toEqual(runs[0]);
});

it('gives the memory of banks back when the last batch lets go of it', async () => {
  const { forward, memory } = await open(1);
  const row = { tokens: TOKENS, coefficients: Float32Array.of(1), logitsFrom: 4 };
  const before = memory.used;
  const bank = await mountTiny(forward, [tinyAdapter(1, 2, ['q_proj'])]);
  const { batch } = await forward.prefill([row], { bank });
  const { batch: plain } = await forward.prefill([{ ...row, coefficients: new Float32Array(0) }]);
  forward.release(plain);
  bank.release();
  expect((await forward.step(batch, [1])).every(Number.isFinite)).toBe(true);
  forward.release(batch);
  const { batch: again } = await forward.prefill([{ ...row, coefficients: new Float32Array(0) }]);
  forward.release(again);
  // What runs are written to stays, for the next.
  const held = memory.used;
  const second = await mountTiny(forward, [tinyAdapter(1, 2, ['q_proj'])]);
  second.release();
  expect(memory.used).toBe(held);
  expect(held).toBeGreaterThanOrEqual(before);
});

it('refuses to keep a row twice, and batches and banks of another Forward', async () => {
  const [{ forward }, { forward: other }] = [await open(1), await open(1)];
  const row = { tokens: TOKENS, coefficients: new Float32Array(0), logitsFrom: 4 };
  const { batch } = await forward.prefill([row, row]);
  expect(() => forward.keep(batch, [0, 0])).toThrow('rows 0, 0 are kept, expected each once');
  await expect(other.prefill([row], { bank: await forward.mount([]) })).rejects.toThrow('made by another Forward');
  await expect(other.step(batch, [1, 2])).rejects.toThrow('made by another Forward');
});
