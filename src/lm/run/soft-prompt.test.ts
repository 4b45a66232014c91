import { describe, expect, it } from 'vitest';
import { softIds, softTokensOf } from '../adapters/soft-prompt.ts';
import { type PlainSlot, plainLogits } from '../testing/plain-llama.ts';
import { type TinyOptions, tinyForward } from '../testing/tiny-forward.ts';
import { TINY, tinyAdapter, tinyGguf, tinyWeights } from '../testing/tiny-llama.ts';
import type { PrefillRow } from './forward.ts';

const weights = tinyWeights();
const file = tinyGguf(weights);
const embedding = weights.get('embedding') as Float32Array;
const vectors = (tokens: number, phase: number) => Float32Array.from({ length: tokens * TINY.width }, (_, i) => Math.sin(phase + 1.7 * i));
/** The vectors of words, one after the other. */
const wordVectors = (tokens: readonly number[]) =>
  Float32Array.from(tokens.flatMap((token) => [...embedding.subarray(token * TINY.width, (token + 1) * TINY.width)]));

const SHARED = vectors(3, 0.1);
const OWN = vectors(3, 2.5);
const LORA = tinyAdapter(4, 2, ['q_proj', 'down_proj']);
const SLOTS = [
  { id: 'shared', adapter: new Map(), soft: SHARED },
  { id: 'own', adapter: new Map(), soft: OWN },
  { id: 'lora', adapter: LORA },
];
const WORDS = [4, 8, 15, 16];

/** Logits by the plain model, whose embedding got the row's mixed vectors as words of their own. */
function plainRow(words: readonly number[], [shared = 0, own = 0, lora = 0]: readonly number[]): Float32Array {
  const count = softTokensOf([3, 3, 0], [shared, own, lora]);
  const longer = new Float32Array(embedding.length + SHARED.length);
  longer.set(embedding);
  longer.set(
    SHARED.map((value, i) => shared * value + own * (OWN[i] as number)),
    embedding.length,
  );
  const slots: readonly PlainSlot[] = [{ adapter: LORA, coefficient: lora }];
  const tokens = [...softIds(TINY.vocabulary, count), ...words];
  return Float32Array.from(plainLogits(new Map(weights).set('embedding', longer), tokens, slots).slice(count).flat());
}

const rowOf = (words: readonly number[], coefficients: readonly number[]): PrefillRow => {
  const soft = softIds(TINY.vocabulary, softTokensOf([3, 3, 0], coefficients));
  return { tokens: [...soft, ...words], coefficients: Float32Array.from(coefficients), logitsFrom: soft.length };
};

function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}

const COEFFICIENTS = [
  [1, 0.25, 0],
  [0, 0, 0],
  [1, -0.5, 0.7],
  [0, 1, 0],
] as const;

describe.each([
  ['one session', {}],
  ['sessions that share weights', { shared: true }],
] as const)('rows with soft vectors of their own, %s', (_, options) => {
  it('give the logits of the plain model with the mixed vectors as words, in one batch with rows that have none', async () => {
    const forward = await tinyForward(file, options);
    const bank = await forward.mount(SLOTS);
    expect(bank.softTokens).toEqual([3, 3, 0]);
    const { batch, logits } = await forward.prefill(
      COEFFICIENTS.map((coefficients) => rowOf(WORDS, coefficients)),
      { bank },
    );
    expect(batch.lengths).toEqual([7, 4, 7, 7]);
    for (const [i, coefficients] of COEFFICIENTS.entries())
      expect(worst(logits[i] as Float32Array, plainRow(WORDS, coefficients))).toBeLessThan(1e-4);
    expect(worst(logits[0] as Float32Array, logits[1] as Float32Array)).toBeGreaterThan(0.1);

    await forward.step(batch, [23, 23, 23, 23]);
    forward.rewind(
      batch,
      batch.lengths.map((length) => length - 2),
    );
    const stepped = (await forward.step(batch, [42, 42, 42, 42])).slice();
    for (const [i, coefficients] of COEFFICIENTS.entries()) {
      const whole = plainRow([...WORDS.slice(0, 3), 42], coefficients).subarray(-TINY.vocabulary);
      expect(worst(stepped.subarray(i * TINY.vocabulary, (i + 1) * TINY.vocabulary), whole)).toBeLessThan(1e-4);
    }
    forward.release(batch);
    bank.release();
  });
});

const FORMATS: readonly (readonly [string, TinyOptions, number])[] = [
  ['dense f32', { weights: 'dense', precision: 'f32' }, 0],
  ['blocks of 8 bits', { weights: 'blocks8', precision: 'f32' }, 0],
  ['blocks of 4 bits', { weights: 'blocks4', precision: 'f32' }, 0],
  ['blocks of 8 bits in half precision', { weights: 'blocks8', precision: 'f16' }, 0],
];

it.each(FORMATS)('vectors of words are those words, %s', async (_, options, tolerance) => {
  const forward = await tinyForward(file, options);
  const words = [90, 2, 7];
  const bank = await forward.mount([{ id: 'words', adapter: new Map(), soft: wordVectors(words) }]);
  const on = Float32Array.of(1);
  const rows = [
    { tokens: [...softIds(TINY.vocabulary, 3), ...WORDS], coefficients: on, logitsFrom: 0 },
    { tokens: [...words, ...WORDS], coefficients: on, logitsFrom: 0 },
  ];
  const { batch, logits } = await forward.prefill(rows, { bank });
  expect(worst(logits[0] as Float32Array, logits[1] as Float32Array)).toBeLessThanOrEqual(tolerance);
  forward.release(batch);
  bank.release();
});
