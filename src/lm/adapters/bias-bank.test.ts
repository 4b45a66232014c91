import { describe, expect, it } from 'vitest';
import { plainHidden, plainLogits } from '../testing/plain-llama.ts';
import { mountTiny, tinyForward } from '../testing/tiny-forward.ts';
import { TINY, tinyAdapter, tinyGguf, tinyVectors, tinyWeights } from '../testing/tiny-llama.ts';
import { makeBank } from './bank.ts';
import type { Adapter } from './peft.ts';

const TOKENS = [5, 17, 3, 88, 41, 0, 96, 12];
const weights = tinyWeights();
const file = tinyGguf(weights);
const forward = await tinyForward(file);
const ALL = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj', 'lm_head'] as const;

/** Largest difference of any logit of any position from the plain reference. */
async function distance(slots: readonly Adapter[], coefficients: readonly number[], tokens = TOKENS): Promise<number> {
  const bank = await mountTiny(forward, slots);
  const { batch, logits } = await forward.prefill([{ tokens, coefficients: Float32Array.from(coefficients), logitsFrom: 0 }], { bank });
  bank.release();
  forward.release(batch);
  const plain = plainLogits(
    weights,
    tokens,
    slots.map((adapter, i) => ({ adapter, coefficient: coefficients[i] as number })),
  ).flat();
  expect(logits[0]).toHaveLength(plain.length);
  return plain.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (logits[0]?.[i] as number))), 0);
}

const both = new Map(
  [...tinyAdapter(5, 2, ['q_proj', 'o_proj'])].map(([path, pair]) => [
    path,
    { ...pair, bias: new Float32Array(pair.b.length / 2).fill(0.25) },
  ]),
);
const SLOTS: Readonly<Record<string, readonly Adapter[]>> = {
  'no slot': [],
  'LoRA alone': [tinyAdapter(1, 4, ALL), tinyAdapter(2, 2, ['o_proj'])],
  'vectors after attention': [tinyVectors(3, ['o_proj']), tinyVectors(4, ['o_proj'])],
  'vectors everywhere': [tinyVectors(3, ALL), tinyVectors(4, ['k_proj', 'up_proj'])],
  'vectors beside LoRA, and both in one': [tinyVectors(3, ['o_proj', 'lm_head']), tinyAdapter(1, 4, ['o_proj', 'q_proj']), both],
};

describe.each(Object.entries(SLOTS))('%s', (_, slots) => {
  it('agree with the plain reference', async () => {
    expect(await distance(slots, [1, 0.5, -0.75].slice(0, slots.length))).toBeLessThan(1e-4);
  });

  it('have coefficients of their own in every row', async () => {
    if (slots.length === 0) return;
    const bank = await mountTiny(forward, slots);
    const rows = [
      [0, 0, 0],
      [1, 0, 0],
      [0.2, 0.3, -2],
    ].map((row) => Float32Array.from(row.slice(0, slots.length)));
    const { logits, batch } = await forward.prefill(
      rows.map((coefficients) => ({ tokens: TOKENS, coefficients, logitsFrom: 7 })),
      { bank },
    );
    const stepped = await forward.step(batch, [1, 2, 3]);
    for (const [i, row] of rows.entries()) {
      const plain = plainLogits(
        weights,
        [...TOKENS, i + 1],
        slots.map((adapter, slot) => ({ adapter, coefficient: row[slot] as number })),
      );
      const worst = (expected: readonly number[] | undefined, got: Float32Array | undefined) =>
        (expected ?? [Number.NaN]).reduce((most, value, v) => Math.max(most, Math.abs(value - (got?.[v] as number))), 0);
      expect(worst(plain[7], logits[i])).toBeLessThan(1e-4);
      expect(worst(plain[8], stepped.subarray(i * TINY.vocabulary, (i + 1) * TINY.vocabulary))).toBeLessThan(1e-4);
    }
    forward.release(batch);
  });
});

it('vectors take one column each, and no other linear', () => {
  const slots = [3, 4].map((seed) => ({ id: String(seed), adapter: tinyVectors(seed, ['o_proj']) }));
  const { columns } = makeBank(TINY, slots);
  expect(columns.o).toEqual({ slots: [0, 1], ones: Float32Array.of(1, 1) });
  for (const hook of ['qkv', 'gateUp', 'down', 'head'] as const) expect(columns[hook].slots).toEqual([]);
});

it('a reward head gives its value at every wanted position of a row', async () => {
  const slots = [tinyAdapter(1, 2, ['o_proj']), tinyAdapter(2, 4, ['q_proj', 'v_proj'])];
  const head = Float32Array.from({ length: TINY.width }, (_, i) => Math.sin(i));
  const bank = await mountTiny(forward, slots, head);
  expect(bank.rewardSlot).toBe('slot 1');
  const rows = [
    { tokens: TOKENS, coefficients: Float32Array.of(0, 1), logitsFrom: 5 },
    { tokens: [9, 1], coefficients: Float32Array.of(0.5, 1), logitsFrom: 1 },
  ];
  const { batch, rewards } = await forward.prefill(rows, { bank });
  for (const [i, { tokens, coefficients, logitsFrom }] of rows.entries()) {
    const hidden = plainHidden(
      weights,
      tokens,
      slots.map((adapter, slot) => ({ adapter, coefficient: coefficients[slot] as number })),
    );
    const expected = hidden.slice(logitsFrom).map((state) => state.reduce((sum, value, k) => sum + value * (head[k] as number), 0));
    expect(rewards?.[i]).toHaveLength(expected.length);
    for (const [position, value] of expected.entries()) expect(rewards?.[i]?.[position]).toBeCloseTo(value, 4);
  }
  forward.release(batch);
});

it('half precision, as a GPU has it, stays near the plain reference with biases and a reward head', async () => {
  const slots = [tinyVectors(3, ALL), tinyAdapter(1, 2, ALL)];
  const head = Float32Array.from({ length: TINY.width }, (_, i) => Math.sin(i));
  const half = await tinyForward(file, { precision: 'f16' });
  const bank = await mountTiny(half, slots, head);
  const coefficients = Float32Array.of(0.5, 0.5);
  const { batch, logits, rewards } = await half.prefill([{ tokens: TOKENS, coefficients, logitsFrom: 7 }], { bank });
  const plain = slots.map((adapter) => ({ adapter, coefficient: 0.5 }));
  const expected = plainLogits(weights, TOKENS, plain)[7] ?? [];
  const worst = expected.reduce((most, value, v) => Math.max(most, Math.abs(value - (logits[0]?.[v] as number))), 0);
  expect(worst).toBeLessThan(0.1);
  const value = plainHidden(weights, TOKENS, plain)[7]?.reduce((sum, state, k) => sum + state * (head[k] as number), 0);
  expect(rewards?.[0]?.[0]).toBeCloseTo(value as number, 1);
  half.release(batch);
});

it('without a head there is no reward', async () => {
  const bank = await mountTiny(forward, [tinyAdapter(1, 2, ['o_proj'])]);
  const { batch, rewards } = await forward.prefill([{ tokens: TOKENS, coefficients: Float32Array.of(1), logitsFrom: 7 }], { bank });
  forward.release(batch);
  expect(rewards).toBeUndefined();
});
