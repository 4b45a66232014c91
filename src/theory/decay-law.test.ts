import { describe, expect, it } from 'vitest';
import { decayAt, firstDeviation, fitDecay } from './decay-law.ts';

const law = { scale: 2, exponent: 0.3 };
const curve = (length: number) => Array.from({ length }, (_, step) => (step === 0 ? 3 : decayAt(law, step)));

describe('the decay law', () => {
  it('is found again in its own values', () => {
    const fitted = fitDecay(curve(50), 3, 40);
    expect(fitted.scale).toBeCloseTo(2, 9);
    expect(fitted.exponent).toBeCloseTo(0.3, 9);
  });

  it('is the least squares line in log-log: two points give the line through them', () => {
    expect(fitDecay([9, 4, 1], 1, 2)).toEqual({ scale: expect.closeTo(4, 12), exponent: expect.closeTo(2, 12) });
  });

  it('refuses step 0, a single point and values that are not positive', () => {
    expect(() => fitDecay(curve(9), 0, 5)).toThrow('from step 1 on');
    expect(() => fitDecay(curve(9), 4, 4)).toThrow(RangeError);
    expect(() => fitDecay([1, 1, 0, 1], 1, 3)).toThrow(RangeError);
  });

  it('is kept by its own curve and left by one that turns up, at the step at which it turns for good', () => {
    const options = { after: 10, tolerance: 0.05, patience: 3 };
    expect(firstDeviation(curve(200), law, options)).toBeUndefined();
    const turned = curve(200).map((value, step) => (step >= 60 ? value * 1.06 : value));
    expect(firstDeviation(turned, law, options)).toBe(60);
    const jumped = curve(200).map((value, step) => (step === 30 || step >= 60 ? value * 1.06 : value));
    expect(firstDeviation(jumped, law, options)).toBe(60);
    expect(firstDeviation(turned.slice(0, 62), law, options)).toBeUndefined();
  });
});
