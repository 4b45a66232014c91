import { describe, expect, it } from 'vitest';
import { mountTiny, tinyForward } from '../testing/tiny-forward.ts';
import { merged, TINY, tinyAdapter, tinyGguf, tinyWeights } from '../testing/tiny-llama.ts';
import { makeBank } from './bank.ts';
import type { Adapter } from './peft.ts';

const TOKENS = [5, 17, 3, 88, 41, 0, 96, 12];
const weights = tinyWeights();
const file = tinyGguf(weights);

const forward = await tinyForward(file);

async function logitsOf(slots: readonly Adapter[], coefficients: readonly number[] = [], on = forward): Promise<Float32Array> {
  const bank = await mountTiny(on, slots);
  const { batch, logits } = await on.prefill([{ tokens: TOKENS, coefficients: Float32Array.from(coefficients), logitsFrom: 0 }], { bank });
  on.release(batch);
  bank.release();
  return logits[0] as Float32Array;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] as number))), 0);
}

const ATTENTION = ['q_proj', 'k_proj', 'v_proj', 'o_proj'] as const;
const MLP = ['gate_proj', 'up_proj', 'down_proj'] as const;

// Slots that differ in rank, in hooked linears, and in whether q, k and v share their A.
const SLOTS: Readonly<Record<string, readonly Adapter[]>> = {
  attention: [tinyAdapter(11, 4, ATTENTION, true), tinyAdapter(12, 2, ATTENTION), tinyAdapter(13, 3, ['q_proj', 'v_proj'])],
  'all linears': [tinyAdapter(21, 4, [...ATTENTION, ...MLP], true), tinyAdapter(22, 2, MLP), tinyAdapter(23, 3, ['down_proj'])],
  head: [tinyAdapter(31, 2, ['lm_head']), tinyAdapter(32, 4, ['lm_head']), tinyAdapter(33, 1, ATTENTION)],
};

describe.each(Object.entries(SLOTS))('a bank on %s', (_, slots) => {
  it('equals the base where all coefficients are 0', async () => {
    const base = await logitsOf([], [], await tinyForward(file, { adapters: false }));
    expect(await logitsOf(slots, [0, 0, 0])).toEqual(base);
    expect(await logitsOf([])).toEqual(base);
  });

  it('equals one adapter alone at a corner of the simplex', async () => {
    for (const [i, slot] of slots.entries()) {
      const corner = slots.map((_, j) => (i === j ? 1 : 0));
      const alone = await logitsOf([slot], [1]);
      expect(largestDifference(await logitsOf(slots, corner), alone)).toBeLessThan(1e-5);
    }
  });

  it('equals weights with the mixed deltas added', async () => {
    const coefficients = [0.5, 0.75, -0.25];
    const mixed = await logitsOf(slots, coefficients);
    const reference = await logitsOf([], [], await tinyForward(tinyGguf(merged(weights, slots, coefficients))));
    const base = await logitsOf([]);
    expect(largestDifference(reference, base)).toBeGreaterThan(0.5);
    expect(largestDifference(mixed, reference)).toBeLessThan(1e-4);
  });

  it('gives every row of a batch its own coefficients', async () => {
    const bank = await mountTiny(forward, slots);
    const rows = [
      [0, 0, 0],
      [1, 0, 0],
      [0.2, 0.3, 0.5],
    ];
    const asked = rows.map((row) => ({ tokens: TOKENS, coefficients: Float32Array.from(row), logitsFrom: 0 }));
    const { batch, logits } = await forward.prefill(asked, { bank });
    for (const [i, row] of rows.entries()) {
      expect(largestDifference(logits[i] as Float32Array, await logitsOf(slots, row))).toBeLessThan(1e-5);
    }
    forward.release(batch);
  });
});

it('factor mixing, A and B averaged apart, is another model than delta mixing', async () => {
  const slots = SLOTS.attention?.slice(0, 1).concat(tinyAdapter(14, 4, ATTENTION, true)) as Adapter[];
  const [first, second] = slots as [Adapter, Adapter];
  const mean = (a: Float32Array, b: Float32Array) => a.map((value, i) => (value + (b[i] as number)) / 2);
  const factors: Adapter = new Map(
    [...first].map(([path, pair]) => {
      const other = second.get(path) as typeof pair;
      return [path, { ...pair, a: mean(pair.a, other.a), b: mean(pair.b, other.b) }];
    }),
  );
  const deltas = await logitsOf(slots, [0.5, 0.5]);
  expect(largestDifference(await logitsOf([factors], [1]), deltas)).toBeGreaterThan(0.1);
});

it('takes an A that q, k and v share once', () => {
  const columns = (adapter: Adapter) => makeBank(TINY, [{ id: 'slot', adapter }]).columns.qkv.slots.length;
  expect(columns(tinyAdapter(1, 4, ATTENTION, true))).toBe(4);
  expect(columns(tinyAdapter(1, 4, ATTENTION, false))).toBe(12);
});
