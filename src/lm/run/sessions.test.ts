import type { InferenceSession } from 'onnxruntime-common';
import { describe, expect, it } from 'vitest';
import type { Adapter } from '../adapters/peft.ts';
import { plainHidden, plainLogits } from '../testing/plain-llama.ts';
import { mountTiny, tinyForward } from '../testing/tiny-forward.ts';
import { TINY, tinyAdapter, tinyGguf, tinyVectors, tinyWeights } from '../testing/tiny-llama.ts';

const weights = tinyWeights();
const file = tinyGguf(weights);
const TOKENS = [5, 17, 3, 88, 41];

/** Inputs of every session that was made and not released yet. */
const alive = new Set<readonly string[]>();
let made = 0;
const tap = <Session extends InferenceSession>(session: Session): Session => {
  made++;
  alive.add(session.inputNames);
  const release = session.release.bind(session);
  session.release = async () => {
    alive.delete(session.inputNames);
    await release();
  };
  return session;
};
const forward = await tinyForward(file, { shared: true, tap });
/** What the newest session reads of a bank. */
const read = () => [...alive].at(-1)?.filter((name) => /\.[ab]$|^ones|^coefficients|^reward/.test(name)) ?? [];

async function logitsAfter(slots: readonly Adapter[], rows: readonly (readonly number[])[], head?: Float32Array) {
  const bank = await mountTiny(forward, slots, head);
  const { batch, rewards } = await forward.prefill(
    rows.map((coefficients) => ({ tokens: TOKENS, coefficients: Float32Array.from(coefficients), logitsFrom: 4 })),
    { bank },
  );
  const stepped = (
    await forward.step(
      batch,
      rows.map((_, row) => row),
    )
  ).slice();
  forward.release(batch);
  return { bank, stepped, rewards };
}

const SLOTS: Readonly<Record<string, readonly [readonly Adapter[], readonly string[]]>> = {
  'no slot': [[], []],
  'one linear of a layer': [
    [new Map([...tinyAdapter(1, 2, ['o_proj'])].filter(([path]) => path.startsWith('layers.1.')))],
    ['coefficients.o', 'layers.1.o.b', 'layers.1.o.a', 'ones.o'],
  ],
  'vectors alone': [
    [tinyVectors(3, ['down_proj']), tinyVectors(4, ['down_proj'])],
    ['coefficients.down', 'layers.0.down.b', 'layers.1.down.b'],
  ],
  'vectors at one linear, columns at others': [
    [tinyVectors(3, ['lm_head']), tinyAdapter(1, 4, ['q_proj'])],
    ['coefficients.qkv', 'layers.0.qkv.b', 'layers.0.qkv.a', 'ones.qkv', 'layers.1.qkv.b', 'layers.1.qkv.a', 'coefficients.head', 'head.b'],
  ],
};

describe.each(Object.entries(SLOTS))('a bank of %s', (_, [slots, inputs]) => {
  it('is read where it changes something, and agrees with the plain reference in every row', async () => {
    const rows = [
      [1, 0.5],
      [0, -0.75],
    ].map((row) => row.slice(0, slots.length));
    const { bank, stepped } = await logitsAfter(slots, rows);
    expect(read()).toEqual(inputs);
    for (const [row, coefficients] of rows.entries()) {
      const plain = slots.map((adapter, slot) => ({ adapter, coefficient: coefficients[slot] as number }));
      const expected = plainLogits(weights, [...TOKENS, row], plain).at(-1) ?? [];
      const own = stepped.subarray(row * TINY.vocabulary, (row + 1) * TINY.vocabulary);
      const worst = expected.reduce((most, value, v) => Math.max(most, Math.abs(value - (own[v] as number))), 0);
      expect(expected).toHaveLength(TINY.vocabulary);
      expect(worst).toBeLessThan(1e-4);
    }
    bank.release();
  });
});

it('a reward is computed where a bank brings one', async () => {
  const head = Float32Array.from({ length: TINY.width }, (_, i) => Math.sin(i));
  const slot = tinyAdapter(1, 2, ['o_proj']);
  const { bank, rewards } = await logitsAfter([slot], [[1]], head);
  expect(read()).toContain('reward.head');
  const hidden = plainHidden(weights, TOKENS, [{ adapter: slot, coefficient: 1 }]).at(-1) ?? [];
  expect(rewards?.[0]?.[0]).toBeCloseTo(
    hidden.reduce((sum, value, k) => sum + value * (head[k] as number), 0),
    4,
  );
  bank.release();
});

it('banks that are read alike share a session; sessions that nobody holds leave, but for the last two', async () => {
  const before = made;
  const first = await logitsAfter([tinyAdapter(1, 2, ['q_proj'])], [[1]]);
  const second = await logitsAfter([tinyAdapter(2, 3, ['k_proj']), tinyAdapter(3, 1, ['v_proj'])], [[1, 0.5]]);
  expect(made - before).toBe(1);
  const held = read();
  for (const module of ['o_proj', 'gate_proj', 'down_proj', 'lm_head'] as const)
    (await logitsAfter([tinyAdapter(1, 2, [module])], [[1]])).bank.release();
  expect(made - before).toBe(5);
  // The base's, the one that two banks hold, the newest, and two that nobody holds.
  expect(alive.size).toBe(5);
  expect([...alive].some((names) => held.every((name) => names.includes(name)))).toBe(true);
  first.bank.release();
  second.bank.release();
});

it('frees all sessions in the end', async () => {
  await forward.dispose();
  expect(alive.size).toBe(0);
});
