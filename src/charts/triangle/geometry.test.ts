import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measuredGrid, normalise } from '../../math/simplex.ts';
import { middleOf, nearestCells, type Place, placeOf, triangleCorners, weightsAt } from './geometry.ts';

const corners = triangleCorners([200, 20], 300);
const weighting = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000)).map(normalise);

/** The shoelace formula. */
function area(polygon: readonly Place[]): number {
  return Math.abs(
    polygon.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = polygon[(i + 1) % polygon.length] as Place;
      return sum + x * nextY - nextX * y;
    }, 0) / 2,
  );
}

/** True inside a convex polygon, whichever way round it goes. */
function holds(polygon: readonly Place[], [x, y]: Place): boolean {
  const turns = polygon.map(([ax, ay], i) => {
    const [bx, by] = polygon[(i + 1) % polygon.length] as Place;
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  });
  return turns.every((turn) => turn >= -1e-6) || turns.every((turn) => turn <= 1e-6);
}

describe('triangle', () => {
  it('has equal edges, its first corner on top', () => {
    const [top, left, right] = corners;
    const length = (a: Place, b: Place) => Math.hypot(a[0] - b[0], a[1] - b[1]);
    for (const edge of [length(top, left), length(left, right), length(right, top)]) expect(edge).toBeCloseTo(300);
    expect(left[1]).toBeGreaterThan(top[1]);
    expect(placeOf([1, 0, 0], corners)).toEqual(top);
  });

  it('finds the weights of a place again, inside and outside', () => {
    const anywhere = fc.tuple(fc.double({ min: -2, max: 3, noNaN: true }), fc.double({ min: -2, max: 3, noNaN: true }));
    fc.assert(
      fc.property(anywhere, ([a, b]) => {
        const weights = [a, b, 1 - a - b];
        weightsAt(placeOf(weights, corners), corners).forEach((weight, i) => {
          expect(weight).toBeCloseTo(weights[i] as number, 9);
        });
      }),
      { seed: 1 },
    );
    expect(() => placeOf([0.5, 0.5], corners)).toThrow('expected 3');
  });
});

describe('middle', () => {
  it('is the mean of the corners of a triangle, and of its parts weighted by area', () => {
    expect(middleOf(corners)).toEqual(placeOf([1 / 3, 1 / 3, 1 / 3], corners).map((one) => expect.closeTo(one)));
    const places = measuredGrid(3).map((weights) => placeOf(weights, corners));
    const cells = nearestCells(places, corners);
    const along = (axis: 0 | 1) => cells.reduce((sum, cell) => sum + area(cell) * middleOf(cell)[axis], 0) / area(corners);
    expect([along(0), along(1)]).toEqual(middleOf(corners).map((one) => expect.closeTo(one)));
    expect(
      middleOf([
        [0, 0],
        [2, 2],
      ]),
    ).toEqual([1, 1]);
  });
});

describe('cells', () => {
  const places = measuredGrid(3).map((weights) => placeOf(weights, corners));

  it('cover the triangle once, and the nearest point has every place', () => {
    const cells = nearestCells(places, corners);
    expect(cells.reduce((sum, cell) => sum + area(cell), 0)).toBeCloseTo(area(corners), 6);
    fc.assert(
      fc.property(weighting, (weights) => {
        const place = placeOf(weights, corners);
        const distances = places.map(([x, y]) => Math.hypot(x - place[0], y - place[1]));
        expect(holds(cells[distances.indexOf(Math.min(...distances))] as Place[], place)).toBe(true);
      }),
      { seed: 1 },
    );
  });

  it('reach no farther than they are told', () => {
    const [alone] = nearestCells([[200, 200]], corners, 30);
    for (const [x, y] of alone as Place[]) expect(Math.hypot(x - 200, y - 200)).toBeLessThan(30 / Math.cos(Math.PI / 36) + 1e-6);
    expect(area(alone as Place[])).toBeCloseTo(Math.PI * 900, -2);
    // The published grid leaves no hole at the reach that the chart takes: the middle of three neighbours is a quarter of an edge over the root of 3 away.
    const cells = nearestCells(places, corners, (300 / 4 / Math.sqrt(3)) * 1.01);
    expect(cells.reduce((sum, cell) => sum + area(cell), 0)).toBeCloseTo(area(corners), 1);
  });

  it('give the first of two points at one place the cell', () => {
    const [first, second] = nearestCells(
      [
        [200, 200],
        [200, 200],
      ],
      corners,
    );
    expect(area(first as Place[])).toBeCloseTo(area(corners));
    expect(second).toEqual([]);
  });
});
