import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dominatedShare, dominates, paretoFront, staircase } from './pareto-front.ts';

const clouds = fc
  .integer({ min: 1, max: 3 })
  .chain((n) => fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: n, maxLength: n }), { maxLength: 12 }));

describe('paretoFront', () => {
  it('keeps what nothing dominates, equal points included', () => {
    expect(
      paretoFront([
        [0, 3],
        [1, 1],
        [1, 2],
        [1, 2],
        [3, 0],
        [0, 0],
      ]),
    ).toEqual([0, 2, 3, 4]);
    expect(paretoFront([])).toEqual([]);
  });

  it('refuses points of unequal lengths', () => {
    expect(() => paretoFront([[1], [1, 2]])).toThrow(RangeError);
  });

  it('has no dominated point and dominates all the others', () => {
    fc.assert(
      fc.property(clouds, (points) => {
        const front = new Set(paretoFront(points));
        points.forEach((point, i) => {
          const beaten = [...front].some((j) => dominates(points[j] as number[], point));
          expect(beaten).toBe(!front.has(i));
        });
      }),
      { seed: 1 },
    );
  });
});

describe('staircase', () => {
  it('steps down at every front point and skips dominated ones', () => {
    const corners = staircase(
      [
        [3, 1],
        [1, 2],
        [0.5, 0.5],
      ],
      [0, 0],
    );
    expect(corners).toEqual([
      [0, 2],
      [1, 2],
      [1, 1],
      [3, 1],
      [3, 0],
    ]);
    expect(staircase([], [0, 0])).toEqual([]);
  });
});

describe('dominatedShare', () => {
  it('counts strict domination only', () => {
    const points = [
      [1, 0],
      [0.5, 0.5],
      [0, 1],
      [0.2, 0.2],
    ];
    expect(dominatedShare(points, points)).toBe(0.25);
    expect(dominatedShare(points, [[0.5, 0.5]])).toBe(0.25);
    expect(dominatedShare(points, [[1, 1]])).toBe(1);
    expect(dominatedShare(points, [])).toBe(0);
    expect(() => dominatedShare([], points)).toThrow(RangeError);
  });
});
