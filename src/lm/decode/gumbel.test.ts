import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gumbelOfBits, MAX_NOISE, MIN_NOISE, noiseBits, noiseCeiling, noiseKey } from './gumbel.ts';

describe('the noise', () => {
  test('has the same bits for ever: texts are reproducible from their seeds', () => {
    const bits = [
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [4294967295, 63, 49151],
    ].map(([seed = 0, position = 0, token = 0]) => noiseBits(noiseKey(seed, position), token));
    expect(bits).toMatchInlineSnapshot(`
      [
        290728583,
        3429480,
        3246053217,
        402540969,
        242396994,
      ]
    `);
  });

  test('is bounded by its constants and rises with the bits', () => {
    expect(MIN_NOISE).toBeCloseTo(-Math.log(33 * Math.LN2), 12);
    expect(MAX_NOISE).toBeCloseTo(33 * Math.LN2, 9);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 2 }), (bits) => {
        expect(gumbelOfBits(bits + 1)).toBeGreaterThanOrEqual(gumbelOfBits(bits));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('is standard Gumbel in every direction: over tokens, over positions, over seeds', () => {
    const directions: ((i: number) => number)[] = [
      (i) => noiseBits(noiseKey(7, 3), i),
      (i) => noiseBits(noiseKey(7, i), 11),
      (i) => noiseBits(noiseKey(i, 3), 11),
    ];
    const n = 40_000;
    for (const bitsAt of directions) {
      const cells = new Array<number>(64).fill(0);
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const cell = bitsAt(i) >>> 26;
        cells[cell] = (cells[cell] ?? 0) + 1;
        sum += gumbelOfBits(bitsAt(i));
      }
      const chiSquare = cells.reduce((total, count) => total + (count - n / 64) ** 2 / (n / 64), 0);
      // 63 degrees of freedom: 0.1 % quantiles
      expect(chiSquare).toBeGreaterThan(32);
      expect(chiSquare).toBeLessThan(104);
      // Euler's constant, within four standard errors
      expect(Math.abs(sum / n - 0.57722)).toBeLessThan((4 * Math.PI) / Math.sqrt(6 * n));
    }
  });

  test('is not correlated between neighbours', () => {
    const n = 20_000;
    const centred = (bits: number) => bits / 2 ** 32 - 0.5;
    const pairs: ((i: number) => [number, number])[] = [
      (i) => [noiseBits(noiseKey(7, 3), i), noiseBits(noiseKey(7, 3), i + 1)],
      (i) => [noiseBits(noiseKey(7, 3), i), noiseBits(noiseKey(7, 4), i)],
      (i) => [noiseBits(noiseKey(7, 3), i), noiseBits(noiseKey(8, 3), i)],
    ];
    for (const pairAt of pairs) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const [x, y] = pairAt(i);
        sum += centred(x) * centred(y);
      }
      expect(Math.abs((12 * sum) / n)).toBeLessThan(4 / Math.sqrt(n));
    }
  });
});

describe('the ceiling of the noise', () => {
  test('is never below the noise and reached at the top of each bucket', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (bits) => {
        expect(noiseCeiling(bits)).toBeGreaterThanOrEqual(gumbelOfBits(bits));
        expect(noiseCeiling(bits)).toBe(gumbelOfBits((bits | 0xfffff) >>> 0));
      }),
      { seed: 2, numRuns: 2000 },
    );
    expect(noiseCeiling(2 ** 32 - 1)).toBe(MAX_NOISE);
  });
});
