import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sampling } from '../requests.ts';
import { gumbelOfBits, noiseBits, noiseKey } from './gumbel.ts';
import { findNucleus, type Nucleus, rankedLogits } from './nucleus.ts';
import { sampleToken } from './sampler.ts';

const nucleusOf = (logits: Float32Array, sampling: Sampling, tolerance: number) =>
  findNucleus(rankedLogits(logits), sampling, tolerance) as Nucleus;
const free = (temperature: number): Sampling => ({ temperature, topK: 0, topP: 1 });

/** Allowed set from the definitions: sort everything, cut, renormalise, cut. */
function bruteAllowed(logits: readonly number[], { temperature, topK, topP, minP = 0 }: Sampling): number[] {
  const order = logits.map((_, v) => v).sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b);
  const kept = topK > 0 ? order.slice(0, topK) : order;
  const highest = Math.max(...logits);
  const masses = kept.map((v) => Math.exp(((logits[v] ?? 0) - highest) / temperature));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const inNucleus = (i: number) => topP >= 1 || masses.slice(0, i).reduce((sum, mass) => sum + mass, 0) / total < topP;
  // masses are in units of the likeliest's
  return kept.filter((_, i) => inNucleus(i) && (masses[i] ?? 0) >= minP);
}

/** Gumbel-max from its definition: a score for every allowed token, sorted. */
function bruteSample(logits: readonly number[], sampling: Sampling, seed: number, position: number) {
  const key = noiseKey(seed, position);
  const scores = bruteAllowed(logits, sampling)
    .map((v) => ({ v, score: (logits[v] ?? 0) / sampling.temperature + gumbelOfBits(noiseBits(key, v)) }))
    .sort((a, b) => b.score - a.score);
  return { token: scores[0]?.v, gap: (scores[0]?.score ?? 0) - (scores[1]?.score ?? Number.NEGATIVE_INFINITY) };
}

const logitsArbitrary = fc
  .array(fc.float({ min: -30, max: 30, noNaN: true }), { minLength: 1, maxLength: 300 })
  .map((values) => values.map(Math.fround));
const seedArbitrary = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('sampling from the whole vocabulary', () => {
  test('the shortcut gives the brute-force winner and gap', () => {
    fc.assert(
      fc.property(logitsArbitrary, fc.constantFrom(0.1, 0.8, 1, 3), seedArbitrary, fc.nat(200), (logits, temperature, seed, position) => {
        const choice = sampleToken(Float32Array.from(logits), free(temperature), seed, position);
        expect(choice).toEqual(bruteSample(logits, free(temperature), seed, position));
      }),
      { seed: 3, numRuns: 1000 },
    );
  });

  test('also on 49,152 tokens that look like a language model’s', () => {
    const logits = Array.from({ length: 49_152 }, (_, v) => Math.fround(4 * gumbelOfBits(noiseBits(noiseKey(99, 0), v)) - 5));
    for (let position = 0; position < 3; position++) {
      expect(sampleToken(Float32Array.from(logits), free(0.8), 1, position)).toEqual(bruteSample(logits, free(0.8), 1, position));
    }
  });

  test('draws from the softmax', () => {
    const logits = [2, 1, 0.5, 0, -1, -3];
    const temperature = 0.8;
    const n = 60_000;
    const counts = logits.map(() => 0);
    for (let i = 0; i < n; i++) {
      const { token } = sampleToken(Float32Array.from(logits), free(temperature), i, i % 64);
      counts[token] = (counts[token] ?? 0) + 1;
    }
    const masses = logits.map((logit) => Math.exp(logit / temperature));
    const total = masses.reduce((sum, mass) => sum + mass, 0);
    const chiSquare = counts.reduce((sum, count, v) => {
      const expected = (n * (masses[v] ?? 0)) / total;
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    // 5 degrees of freedom: 0.1 % quantile
    expect(chiSquare).toBeLessThan(20.5);
  });

  test('never draws an excluded token', () => {
    const logits = Float32Array.of(Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY);
    for (let seed = 0; seed < 50; seed++)
      expect(sampleToken(logits, free(5), seed, 0)).toEqual({ token: 1, gap: Number.POSITIVE_INFINITY });
  });

  test('logits that are not numbers are an error of the backend', () => {
    expect(() => sampleToken(Float32Array.of(Number.NaN, Number.NaN), free(1), 1, 0)).toThrow('no largest finite number');
  });
});

describe('greedy', () => {
  test('is the first largest logit, whatever the seed and the filters', () => {
    fc.assert(
      fc.property(logitsArbitrary, seedArbitrary, (logits, seed) => {
        const { token, gap } = sampleToken(Float32Array.from(logits), { temperature: 0, topK: 3, topP: 0.5 }, seed, 0);
        expect(token).toBe(logits.indexOf(Math.max(...logits)));
        expect(gap).toBe(Math.max(...logits) - Math.max(...logits.filter((_, v) => v !== token)));
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});

describe('top-k, top-p and min-p', () => {
  const samplingArbitrary = fc
    .record({
      temperature: fc.constantFrom(0.3, 0.8, 1, 2),
      topK: fc.constantFrom(0, 1, 2, 5, 40, 1000),
      topP: fc.constantFrom(0.01, 0.3, 0.9, 0.99, 1),
      minP: fc.constantFrom(undefined, 0, 0.001, 0.05, 0.5, 1).map((minP) => (minP === undefined ? {} : { minP })),
    })
    .map(({ minP, ...sampling }): Sampling => ({ ...sampling, ...minP }));

  test('leave the set of the definitions, and the sample is the best of it', () => {
    fc.assert(
      fc.property(logitsArbitrary, samplingArbitrary, seedArbitrary, (logits, sampling, seed) => {
        const { tokens, size, sure, possible } = nucleusOf(Float32Array.from(logits), sampling, 1e-4);
        const allowed = bruteAllowed(logits, sampling);
        // the sums are added in another order: let sets differ where the border is within rounding
        fc.pre(nucleusOf(Float32Array.from(logits), sampling, 1e-12).sure === size);
        expect(tokens.slice(0, size)).toEqual(allowed);
        expect(sure).toBeLessThanOrEqual(size);
        expect(possible).toBeGreaterThanOrEqual(size);
        const choice = sampleToken(Float32Array.from(logits), sampling, seed, 5);
        const brute = bruteSample(logits, sampling, seed, 5);
        expect(choice.token).toBe(brute.token);
        expect(choice.gap).toBeLessThanOrEqual(brute.gap);
        if (sure === size && possible === size) expect(choice.gap).toBeCloseTo(brute.gap, 12);
      }),
      { seed: 5, numRuns: 1500 },
    );
  });

  test('a winner that float error could throw out of the set is a tie', () => {
    const logits = Float32Array.of(1, 1 - 5e-5, 0.5);
    const sampling = { temperature: 1, topK: 1, topP: 1 };
    expect(nucleusOf(logits, sampling, 1e-4)).toEqual({ tokens: [0, 1, 2], size: 1, sure: 0, possible: 2 });
    for (let seed = 0; seed < 20; seed++) expect(sampleToken(logits, sampling, seed, 0)).toEqual({ token: 0, gap: 0 });
  });

  test('min-p keeps what is likely enough beside the likeliest, at the temperature', () => {
    const logits = Float32Array.of(2, 1, 0, -1);
    const keptAt = (temperature: number, minP: number) => nucleusOf(logits, { ...free(temperature), minP }, 1e-4).size;
    // beside the first the others have exp(-1), exp(-2), exp(-3) at temperature 1, their square roots at 2
    expect([0, 0.04, 0.1, 0.3, 0.5, 1].map((minP) => keptAt(1, minP))).toEqual([4, 4, 3, 2, 1, 1]);
    expect([0.04, 0.1, 0.3, 0.5, 1].map((minP) => keptAt(2, minP))).toEqual([4, 4, 3, 2, 1]);
  });

  test('a winner that float error could throw below min-p is a tie, the likeliest is none', () => {
    const border = Float32Array.of(0, Math.log(0.5), -3);
    const sampling = { ...free(1), minP: 0.5 };
    expect(nucleusOf(border, sampling, 1e-4)).toMatchObject({ sure: 1, possible: 2 });
    const outcomes = Array.from({ length: 60 }, (_, seed) => sampleToken(border, sampling, seed, 0));
    for (const { token, gap } of outcomes) if (token === 1) expect(gap).toBe(0);
    expect(outcomes.some(({ token, gap }) => token === 0 && gap > 0)).toBe(true);
    // of two that are likeliest within rounding, either may be the only one
    expect(nucleusOf(Float32Array.of(0, -5e-5, -3), { ...free(1), minP: 1 }, 1e-4)).toMatchObject({ size: 1, sure: 0, possible: 2 });
    expect(nucleusOf(Float32Array.of(0, -1, -3), { ...free(1), minP: 1 }, 1e-4)).toMatchObject({ size: 1, sure: 1, possible: 1 });
  });
});
