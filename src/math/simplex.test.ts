import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkWeighting,
  cornerWeighting,
  edgeGrid,
  measuredGrid,
  moveWeight,
  nearestWeighting,
  nearestWithSum,
  normalise,
  placeWeights,
} from './simplex.ts';

const total = (w: readonly number[]) => w.reduce((sum, weight) => sum + weight, 0);
const weighting = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }).map(normalise);
const move = weighting.chain((w) =>
  fc.record({
    w: fc.constant(w),
    locks: fc.array(fc.boolean(), { minLength: w.length, maxLength: w.length }),
    index: fc.nat(w.length - 1),
    value: fc.double({ min: -0.5, max: 1.5, noNaN: true }),
  }),
);

describe('checkWeighting', () => {
  it.each([[[0.5, 0.4]], [[1.1, -0.1]], [[Number.NaN, 1]], [[]]])('refuses %j', (w) => {
    expect(() => checkWeighting(w)).toThrow(RangeError);
  });

  it('shows the vector in its error', () => {
    expect(() => checkWeighting([0.5, 0.4])).toThrow('[0.5, 0.4]');
    expect(() => checkWeighting([0.5, 0.5], 3)).toThrow('expected 3');
  });
});

describe('normalise', () => {
  it('gives equal weights for zeros and keeps ratios', () => {
    expect(normalise([0, 0, 0, 0])).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(normalise([1, 3])).toEqual([0.25, 0.75]);
    expect(normalise([1e308, 1e308])).toEqual([0.5, 0.5]);
  });
});

describe('moveWeight', () => {
  it('lets the others give way in proportion', () => {
    expect(moveWeight([0.2, 0.2, 0.6], [false, false, false], 0, 0.6)).toEqual([0.6, expect.closeTo(0.1), expect.closeTo(0.3)]);
  });

  it('gives equal parts when the others had nothing', () => {
    expect(moveWeight([1, 0, 0], [false, false, false], 0, 0.4)).toEqual([0.4, 0.3, 0.3]);
  });

  it('leaves a locked weight alone and clamps to what it leaves', () => {
    const w = moveWeight([0.2, 0.5, 0.3], [false, true, false], 0, 0.9);
    expect(w).toEqual([0.5, 0.5, 0]);
  });

  it('does not move when nothing can give way', () => {
    expect(moveWeight([0.2, 0.5, 0.3], [false, true, true], 0, 0.9)).toEqual([0.2, 0.5, 0.3]);
    expect(moveWeight([1], [false], 0, 0.3)).toEqual([1]);
  });

  it('stays on the simplex, keeps locks, and is idempotent', () => {
    fc.assert(
      fc.property(move, ({ w, locks, index, value }) => {
        const moved = moveWeight(w, locks, index, value);
        checkWeighting(moved, w.length);
        locks.forEach((lock, i) => {
          if (lock) expect(moved[i]).toBe(w[i]);
        });
        const again = moveWeight(moved, locks, index, moved[index] as number);
        again.forEach((weight, i) => {
          expect(weight).toBeCloseTo(moved[i] as number, 9);
        });
      }),
      { seed: 1 },
    );
  });

  it('keeps the ratios of the weights that give way', () => {
    fc.assert(
      fc.property(move, ({ w, index, value }) => {
        const moved = moveWeight(
          w,
          w.map(() => false),
          index,
          value,
        );
        w.forEach((a, i) => {
          w.forEach((b, j) => {
            if (i !== index && j !== index) expect((moved[i] as number) * b).toBeCloseTo((moved[j] as number) * a, 9);
          });
        });
      }),
      { seed: 2 },
    );
  });
});

describe('grids', () => {
  it('has quarters on the edges, three weightings inside and the centre: 16 distinct ones of three rewards', () => {
    const grid = measuredGrid(3);
    expect(grid).toHaveLength(16);
    expect(new Set(grid.map((w) => w.map((x) => x.toFixed(6)).join())).size).toBe(16);
    for (const [a, b, c] of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 2, 0],
    ] as const) {
      const edge = grid.filter((w) => w[c] === 0).map((w) => [w[a], w[b]]);
      expect(edge.map(([x]) => x).sort()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    }
    expect(grid.filter((w) => !w.includes(0))).toEqual([
      [0.5, 0.25, 0.25],
      [0.25, 0.5, 0.25],
      [0.25, 0.25, 0.5],
      [1 / 3, 1 / 3, 1 / 3],
    ]);
    expect(grid.every((w) => Math.abs(total(w) - 1) < 1e-12)).toBe(true);
  });

  it('has one edge of two rewards and one point of one', () => {
    expect(measuredGrid(2).map(([x]) => x)).toEqual([1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0]);
    expect(edgeGrid(1)).toEqual([[1]]);
  });
});

describe('nearestWeighting', () => {
  it('finds the closest grid point', () => {
    expect(nearestWeighting([0.9, 0.1, 0], [cornerWeighting(3, 2), cornerWeighting(3, 0)])).toBe(1);
    expect(nearestWeighting([1, 0], [[1], []])).toBe(-1);
  });
});

describe('nearestWithSum', () => {
  const distance = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0);

  it('is nearer than every other place of a fine grid, and in the range', () => {
    const value = fc.double({ min: -2, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(value, value, value), fc.constantFrom([0, 1] as const, [-0.5, 1.5] as const), (wanted, range) => {
        const found = nearestWithSum(wanted, 1, range);
        expect(total(found)).toBeCloseTo(1, 9);
        for (const one of found) expect(one >= range[0] - 1e-9 && one <= range[1] + 1e-9).toBe(true);
        for (let a = range[0]; a <= range[1]; a += 0.05) {
          for (let b = range[0]; b <= range[1]; b += 0.05) {
            const c = 1 - a - b;
            if (c < range[0] || c > range[1]) continue;
            expect(distance(found, wanted)).toBeLessThanOrEqual(distance([a, b, c], wanted) + 1e-9);
          }
        }
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it('keeps what fits, and refuses what cannot', () => {
    expect(nearestWithSum([0.2, 0.3, 0.5], 1, [0, 1])).toEqual([expect.closeTo(0.2), expect.closeTo(0.3), expect.closeTo(0.5)]);
    expect(nearestWithSum([9, 0, 0], 1, [0, 1])).toEqual([1, 0, 0]);
    expect(nearestWithSum([0.4], 0, [0, 0])).toEqual([0]);
    expect(() => nearestWithSum([0, 0], 3, [0, 1])).toThrow('[0, 0]');
    expect(() => nearestWithSum([Number.NaN, 0], 1, [0, 1])).toThrow(RangeError);
  });
});

describe('placeWeights', () => {
  it('goes where it is told on the simplex, and keeps what is locked', () => {
    const free = [false, false, false];
    expect(placeWeights([1, 0, 0], free, [0.2, 0.5, 0.3])).toEqual([expect.closeTo(0.2), expect.closeTo(0.5), expect.closeTo(0.3)]);
    expect(placeWeights([0.2, 0.5, 0.3], [false, true, false], [0.9, 0.1, 0])).toEqual([0.5, 0.5, 0]);
    expect(placeWeights([0.2, 0.5, 0.3], [true, true, false], [0, 0, 1])).toEqual([0.2, 0.5, expect.closeTo(0.3)]);
    expect(placeWeights([0.2, 0.5, 0.3], [true, true, true], [0, 0, 1])).toEqual([0.2, 0.5, 0.3]);
  });
});
