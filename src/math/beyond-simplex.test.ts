import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beyondRange, checkBeyond, isBeyond, moveBeyond, placeBeyond } from './beyond-simplex.ts';
import { nearestWithSum } from './simplex.ts';

const anyNumber = fc.double({ min: -3, max: 4, noNaN: true });
const weighting = fc.array(anyNumber, { minLength: 2, maxLength: 4 }).map((values) => nearestWithSum(values, 1, beyondRange));
const move = weighting.chain((w) =>
  fc.record({
    w: fc.constant(w),
    locks: fc.array(fc.boolean(), { minLength: w.length, maxLength: w.length }),
    index: fc.nat(w.length - 1),
    value: anyNumber,
    wanted: fc.array(anyNumber, { minLength: w.length, maxLength: w.length }),
  }),
);

it('knows what lies beyond', () => {
  expect(isBeyond([1, 0, 0])).toBe(false);
  expect(isBeyond([1 + 1e-9, -1e-9])).toBe(false);
  expect(isBeyond([1.2, -0.2])).toBe(true);
});

it.each([[[0.5, 0.4]], [[1.7, -0.7]], [[Number.NaN, 1]], [[]]])('refuses %j', (w) => {
  expect(() => checkBeyond(w)).toThrow('expected');
});

describe('moving', () => {
  it('takes one amount from each of the others', () => {
    expect(moveBeyond([0.2, 0.2, 0.6], [false, false, false], 0, 1.2)).toEqual([1.2, expect.closeTo(-0.3), expect.closeTo(0.1)]);
    expect(moveBeyond([0.5, 0.5], [false, false], 1, -9)).toEqual([expect.closeTo(1.5), -0.5]);
    expect(moveBeyond([0.5, 0.5], [false, true], 0, 1)).toEqual([0.5, 0.5]);
  });

  it('keeps sum, range and locks, whatever is asked', () => {
    fc.assert(
      fc.property(move, ({ w, locks, index, value, wanted }) => {
        for (const moved of [moveBeyond(w, locks, index, value), placeBeyond(w, locks, wanted)]) {
          checkBeyond(moved, w.length);
          for (const [i, lock] of locks.entries()) if (lock) expect(moved[i]).toBe(w[i]);
        }
      }),
      { seed: 1 },
    );
  });

  it('goes where it is told, where the range has room', () => {
    expect(placeBeyond([1, 0, 0], [false, false, false], [-0.4, 1.3, 0.1])).toEqual([
      expect.closeTo(-0.4),
      expect.closeTo(1.3),
      expect.closeTo(0.1),
    ]);
  });
});
