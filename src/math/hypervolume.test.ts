import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hypervolume } from './hypervolume.ts';

/** Brute force on whole-number points: count the unit cells that some point covers. */
function countCells(points: readonly (readonly number[])[], dimension: number, size: number): number {
  let count = 0;
  for (let cell = 0; cell < size ** dimension; cell += 1) {
    const corner = Array.from({ length: dimension }, (_, i) => Math.floor(cell / size ** i) % size);
    if (points.some((point) => corner.every((low, i) => (point[i] as number) >= low + 1))) count += 1;
  }
  return count;
}

const clouds = fc
  .integer({ min: 1, max: 3 })
  .chain((n) =>
    fc.tuple(fc.constant(n), fc.array(fc.array(fc.integer({ min: -1, max: 5 }), { minLength: n, maxLength: n }), { maxLength: 10 })),
  );

describe('hypervolume', () => {
  it('equals the number of covered cells', () => {
    fc.assert(
      fc.property(clouds, ([n, points]) => {
        expect(hypervolume(points, new Array(n).fill(0))).toBe(countCells(points, n, 5));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('never falls when a point is added and does not depend on the order', () => {
    fc.assert(
      fc.property(clouds, ([n, points]) => {
        const reference = new Array(n).fill(0);
        const all = hypervolume(points, reference);
        expect(hypervolume(points.slice(1), reference)).toBeLessThanOrEqual(all);
        expect(hypervolume([...points].reverse(), reference)).toBe(all);
      }),
      { seed: 2 },
    );
  });

  it('agrees with moocore, an independent implementation (models/tests/test_indicators.py makes the same points)', () => {
    // Points x_i = frac(i * golden ratio), y_i = frac(i * sqrt 2), z_i = frac(i * sqrt 3), i = 1..40; reference 0.05.
    const frac = (value: number) => value - Math.floor(value);
    const points = Array.from({ length: 40 }, (_, i) => [(1 + Math.sqrt(5)) / 2, Math.SQRT2, Math.sqrt(3)].map((s) => frac((i + 1) * s)));
    expect(hypervolume(points, [0.05, 0.05, 0.05])).toBeCloseTo(0.642592621375, 11);
    expect(
      hypervolume(
        points.map((p) => p.slice(0, 2)),
        [0.05, 0.05],
      ),
    ).toBeCloseTo(0.802985755571, 11);
  });

  it('is nothing without points above the reference', () => {
    expect(hypervolume([], [0, 0])).toBe(0);
    expect(hypervolume([[1, 0]], [0, 0])).toBe(0);
  });

  it('refuses four dimensions and points of another length', () => {
    expect(() => hypervolume([], [0, 0, 0, 0])).toThrow('expected 1, 2 or 3');
    expect(() => hypervolume([[1]], [0, 0])).toThrow('expected equal lengths');
  });
});
