import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logSumExp } from '../../math/softmax.ts';
import type { Sampling } from '../requests.ts';
import type { ListAsk, TokenList } from '../run/forward.ts';
import { gumbelOfBits, noiseBits } from './gumbel.ts';
import { askFor, sampleFromList } from './list-sampler.ts';
import { sampleToken } from './sampler.ts';

const VOCABULARY = 3000;

/** The `count` tokens with the largest keys, which are off by as much as single precision makes them. */
function listOf(logits: Float32Array, { temperature, noise }: ListAsk, count: number): TokenList {
  const keys = Array.from(logits, (logit, token) => {
    const exact = logit / temperature + (noise ? gumbelOfBits(noiseBits(noise, token)) : 0);
    return Math.fround(exact + (noise ? 1e-4 * Math.sin(7 * token) : 0));
  });
  const order = [...keys.keys()].sort((a, b) => (keys[b] as number) - (keys[a] as number));
  const tokens = Uint32Array.from(order.slice(0, count).reverse());
  return {
    tokens,
    logits: Float32Array.from(tokens, (token) => logits[token] as number),
    partition: Math.fround(logSumExp(Float64Array.from(logits, (logit) => logit / temperature))),
    bar: keys[order[count - 1] as number] as number,
  };
}

const logitsArbitrary = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(0.5, 2, 4))
  .map(([seed, spread]) =>
    Float32Array.from({ length: VOCABULARY }, (_, token) => spread * gumbelOfBits(noiseBits({ a: seed, b: seed ^ 77 }, token))),
  );

const samplings: readonly Sampling[] = [
  { temperature: 0, topK: 0, topP: 1 },
  { temperature: 0.8, topK: 0, topP: 1 },
  { temperature: 1.5, topK: 0, topP: 1 },
  { temperature: 0.8, topK: 40, topP: 1 },
  { temperature: 0.8, topK: 0, topP: 0.9 },
  { temperature: 1, topK: 50, topP: 0.95, minP: 0.02 },
  { temperature: 0.5, topK: 0, topP: 1, minP: 0.05 },
];

describe('a list', () => {
  test.each(samplings)('gives the token and the gap that all logits give, or none: %o', (sampling) => {
    let decided = 0;
    const runs = 150;
    fc.assert(
      fc.property(logitsArbitrary, fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(300), (logits, seed, position) => {
        const list = listOf(logits, askFor(sampling, VOCABULARY, seed, position), 128);
        const choice = sampleFromList(list, sampling, VOCABULARY, seed, position);
        if (!choice) return;
        decided++;
        const whole = sampleToken(logits, sampling, seed, position);
        expect(choice.token).toBe(whole.token);
        if (whole.gap === Number.POSITIVE_INFINITY) expect(choice.gap).toBe(whole.gap);
        else expect(choice.gap).toBeCloseTo(whole.gap, 9);
      }),
      { seed: 3, numRuns: runs },
    );
    expect(decided).toBeGreaterThan(runs / 4);
  });

  test('that is too short decides nothing', () => {
    const logits = Float32Array.from({ length: VOCABULARY }, (_, token) => (token % 7) / 100);
    const flat: Sampling = { temperature: 1, topK: 0, topP: 0.9 };
    expect(sampleFromList(listOf(logits, askFor(flat, VOCABULARY, 1, 0), 128), flat, VOCABULARY, 1, 0)).toBeUndefined();
    const whole: Sampling = { temperature: 1, topK: 0, topP: 1 };
    const list = listOf(logits, askFor(whole, VOCABULARY, 1, 0), 128);
    expect(sampleFromList({ ...list, bar: Number.POSITIVE_INFINITY }, whole, VOCABULARY, 1, 0)).toBeUndefined();
    expect(sampleFromList({ ...list, tokens: list.tokens.slice(0, 1) }, whole, VOCABULARY, 1, 0)).toBeUndefined();
  });
});
