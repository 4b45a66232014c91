import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { klDivergence, logSigmoid, logSoftmax, logSumExp, shiftedSum, sigmoid, softmax } from './softmax.ts';

const logits = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 2, maxLength: 8 });

describe('logSumExp', () => {
  it('does not overflow and knows the closed form of equal entries', () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 9);
    expect(logSumExp([-Infinity, 0])).toBe(0);
    expect(logSumExp([])).toBe(-Infinity);
  });
});

describe('logSoftmax', () => {
  it('sums to one, ignores a shift, and sharpens when cold', () => {
    fc.assert(
      fc.property(logits, fc.double({ min: -100, max: 100, noNaN: true }), (x, shift) => {
        const logP = logSoftmax(x);
        expect(logP.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 9);
        logSoftmax(x.map((value) => value + shift)).forEach((value, i) => {
          expect(value).toBeCloseTo(logP[i] as number, 6);
        });
        expect(Math.max(...logSoftmax(x, 0.5))).toBeGreaterThanOrEqual(Math.max(...logP) - 1e-12);
      }),
      { seed: 1 },
    );
    expect(() => logSoftmax([1], 0)).toThrow('expected more than 0');
  });
});

describe('shiftedSum', () => {
  it('gives log softmax at a temperature, and leaves out what is far behind', () => {
    const x = [3, 1, -40];
    const { largest, sum } = shiftedSum(x, 2);
    expect((1 - largest) / 2 - Math.log(sum)).toBeCloseTo(logSoftmax(x, 2)[1] as number, 12);
    expect(shiftedSum(x, 1, 25).sum).toBe(1 + Math.exp(-2));
    expect(shiftedSum([])).toEqual({ largest: -Infinity, sum: 0 });
  });
});

describe('softmax', () => {
  it('is the exponential of log softmax', () => {
    fc.assert(
      fc.property(logits, (x) => {
        const logP = logSoftmax(x);
        for (const [i, p] of softmax(x).entries()) expect(p).toBeCloseTo(Math.exp(logP[i] as number), 12);
      }),
      { seed: 3 },
    );
  });
});

describe('klDivergence', () => {
  it('has the closed form of two coins', () => {
    const p = 0.3;
    const q = 0.6;
    const expected = p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
    expect(klDivergence([p, 1 - p], [q, 1 - q])).toBeCloseTo(expected, 12);
    expect(klDivergence([0, 1], [0.5, 0.5])).toBeCloseTo(Math.LN2, 12);
    expect(klDivergence([0.5, 0.5], [0, 1])).toBe(Infinity);
  });

  it('is zero on itself and never negative', () => {
    fc.assert(
      fc.property(logits, (x) => {
        const p = softmax(x);
        expect(klDivergence(p, p)).toBe(0);
        expect(klDivergence(p, [...p].reverse())).toBeGreaterThanOrEqual(-1e-12);
      }),
      { seed: 2 },
    );
    expect(() => klDivergence([1], [1, 2])).toThrow(RangeError);
  });
});

describe('logSigmoid', () => {
  it('does not overflow', () => {
    expect(logSigmoid(-1000)).toBe(-1000);
    expect(logSigmoid(1000)).toBeCloseTo(0, 12);
    expect(logSigmoid(0.3)).toBeCloseTo(Math.log(sigmoid(0.3)), 12);
  });
});
