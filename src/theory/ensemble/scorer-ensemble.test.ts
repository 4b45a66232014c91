import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adaptiveWeights, alarmLevel, axisDisagreement, combine, disagreement, scaleOf, standardise } from './scorer-ensemble.ts';

const axes = fc.array(fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 2, maxLength: 3 }), {
  minLength: 1,
  maxLength: 3,
});

describe('standard scores', () => {
  it('have mean 0 and deviation 1 over their own calibration', () => {
    const scores = [0.2, 0.9, 0.4, 0.4];
    const scale = scaleOf(scores);
    const standard = scores.map((score) => standardise(score, scale));
    expect(standard.reduce((a, b) => a + b)).toBeCloseTo(0, 12);
    expect(standard.reduce((sum, z) => sum + z * z, 0) / 4).toBeCloseTo(1, 12);
    expect(() => scaleOf([1, 1])).toThrow('2 equal scores');
    expect(() => scaleOf([])).toThrow(RangeError);
  });
});

describe('combine', () => {
  it('has a least score below both others', () => {
    fc.assert(
      fc.property(axes, (scores) => {
        const { mean, min, weighted } = combine(scores);
        expect(min).toBeLessThanOrEqual(mean + 1e-12);
        expect(min).toBeLessThanOrEqual(weighted + 1e-12);
        expect(weighted).toBeLessThanOrEqual(Math.max(...scores.flat()) + 1e-12);
      }),
      { seed: 2 },
    );
  });

  it('counts by hand', () => {
    // The first axis is agreed on, the second parts by 3: weights 1 and e^-3 over their sum.
    const scores = [
      [1, 1],
      [3, 0],
    ];
    const second = Math.exp(-3) / (1 + Math.exp(-3));
    expect(combine(scores)).toEqual({ mean: 1.25, min: 0, weighted: expect.closeTo(1 - second + second * 1.5, 12) });
    expect(
      adaptiveWeights([
        [1, 1],
        [0, 0],
      ]),
    ).toEqual([0.5, 0.5]);
  });
});

describe('disagreement', () => {
  it('is what the worst pair of one axis differs by, whatever the axes differ by', () => {
    expect(axisDisagreement([2, -1, 0])).toBe(3);
    expect(
      disagreement([
        [5, 5],
        [-5, -4],
      ]),
    ).toBe(1);
    fc.assert(
      fc.property(axes, (scores) => {
        const pairs = scores.flatMap((axis) => axis.flatMap((a) => axis.map((b) => Math.abs(a - b))));
        expect(disagreement(scores)).toBeCloseTo(Math.max(...pairs), 12);
      }),
      { seed: 7 },
    );
  });

  it('alarms at one calibration text in twenty', () => {
    const calibration = Array.from({ length: 200 }, (_, i) => [[i / 100, 0]]);
    const level = alarmLevel(calibration);
    expect(calibration.filter((scores) => disagreement(scores) > level)).toHaveLength(10);
  });
});
