import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampToDomain, linearScale, ticks } from './scale.ts';

it('maps a domain to pixels and back, also turned over', () => {
  const y = linearScale([0, 2], [300, 100]);
  expect([y(0), y(1), y(2), y(3)]).toEqual([300, 200, 100, 0]);
  expect(y.invert(150)).toBeCloseTo(1.5, 12);
  for (const domain of [
    [1, 1],
    [2, 1],
    [0, Number.NaN],
    [0, Infinity],
  ] as const)
    expect(() => linearScale(domain, [0, 100])).toThrow('expected low < high');
});

describe('ticks', () => {
  it.each([
    [[0, 1], 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [[0, 1], 2, [0, 0.5, 1]],
    [[-1, 0], 4, [-1, -0.8, -0.6, -0.4, -0.2, 0]],
    [[0.31, 0.72], 5, [0.4, 0.5, 0.6, 0.7]],
    [[-0.13, 0.31], 4, [-0.1, 0, 0.1, 0.2, 0.3]],
    [[0, 50_000], 5, [0, 10_000, 20_000, 30_000, 40_000, 50_000]],
    [[0.1, 0.4], 3, [0.1, 0.2, 0.3, 0.4]],
    [[3, 3], 5, [3]],
  ] as const)('of %j, about %d, are %j', (domain, count, expected) => {
    expect(ticks(domain, count)).toEqual(expected);
  });

  it('never leave the domain, and are two to eleven', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: 0.01, max: 10, noNaN: true }), (low, span) => {
        const values = ticks([low, low + span]);
        expect(values.length).toBeGreaterThanOrEqual(2);
        expect(values.length).toBeLessThanOrEqual(11);
        expect(values.every((value) => value >= low && value <= low + span)).toBe(true);
      }),
      { seed: 1 },
    );
  });
});

it('a value is kept inside the domain, and it is said whether it was moved', () => {
  expect(clampToDomain(0.5, [0, 1])).toEqual({ value: 0.5, outside: false });
  expect(clampToDomain(2, [0, 1])).toEqual({ value: 1, outside: true });
});
