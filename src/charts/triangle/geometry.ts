/** The triangle of three weights: barycentric coordinates to pixels and back, and which part of it a point stands for. */

export type Place = readonly [x: number, y: number];

/** Where each reward has all the weight, in the order of the weights: top, left, right. y grows downwards. */
export type Corners = readonly [Place, Place, Place];

/** An equilateral triangle whose base lies at the bottom of its box. @param top Its upper corner. @param side Length of an edge, px. */
export function triangleCorners([x, y]: Place, side: number): Corners {
  const height = (side * Math.sqrt(3)) / 2;
  return [
    [x, y],
    [x - side / 2, y + height],
    [x + side / 2, y + height],
  ];
}

/** The place of three weights that sum to 1; outside the triangle where one is below 0. @throws RangeError unless there are three. */
export function placeOf(weights: readonly number[], corners: Corners): Place {
  if (weights.length !== 3) throw new RangeError(`triangle of ${weights.length} weights: expected 3`);
  const along = (axis: 0 | 1) => corners.reduce((sum, corner, i) => sum + (weights[i] as number) * corner[axis], 0);
  return [along(0), along(1)];
}

/** The three weights of a place; they sum to 1, and one is below 0 outside the triangle. */
export function weightsAt([x, y]: Place, [top, left, right]: Corners): [number, number, number] {
  const area = (left[1] - right[1]) * (top[0] - right[0]) + (right[0] - left[0]) * (top[1] - right[1]);
  const first = ((left[1] - right[1]) * (x - right[0]) + (right[0] - left[0]) * (y - right[1])) / area;
  const second = ((right[1] - top[1]) * (x - right[0]) + (top[0] - right[0]) * (y - right[1])) / area;
  return [first, second, 1 - first - second];
}

/** The part of a convex polygon that is no farther from `one` than from `other`. */
function nearerHalf(polygon: readonly Place[], one: Place, other: Place): Place[] {
  // Positive on the side of `one`: twice the projection onto the line between them, from its middle.
  const side = ([x, y]: Place) => (one[0] - other[0]) * (2 * x - one[0] - other[0]) + (one[1] - other[1]) * (2 * y - one[1] - other[1]);
  return polygon.flatMap((from, i) => {
    const to = polygon[(i + 1) % polygon.length] as Place;
    const [a, b] = [side(from), side(to)];
    const kept = a >= 0 ? [from] : [];
    if (a >= 0 === b >= 0) return kept;
    const share = a / (a - b);
    return [...kept, [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])] as const];
  });
}

/** The middle of a polygon's area; of one without an area the mean of its corners. */
export function middleOf(polygon: readonly Place[]): Place {
  let [area, x, y] = [0, 0, 0];
  for (const [i, [ax, ay]] of polygon.entries()) {
    const [bx, by] = polygon[(i + 1) % polygon.length] as Place;
    const twice = ax * by - bx * ay;
    area += twice;
    x += twice * (ax + bx);
    y += twice * (ay + by);
  }
  if (Math.abs(area) > 1e-9) return [x / (3 * area), y / (3 * area)];
  const mean = (axis: 0 | 1) => polygon.reduce((sum, place) => sum + place[axis], 0) / polygon.length;
  return [mean(0), mean(1)];
}

/** Sides of the polygon that stands for a disc. */
const discSides = 36;

/**
 * For every point the part of a convex outline that is nearer to it than to any other, and no farther from it than `reach`: a point says
 * nothing of what is far away, and where there are few of them the outline is not covered. Of points at one place the first has the cell.
 */
export function nearestCells(points: readonly Place[], outline: readonly Place[], reach = Number.POSITIVE_INFINITY): Place[][] {
  return points.map((point, i) => {
    let cell: Place[] = [...outline];
    for (const [j, other] of points.entries()) {
      const apart = Math.hypot(point[0] - other[0], point[1] - other[1]);
      if (i === j) continue;
      if (apart === 0 && j < i) return [];
      if (apart > 0) cell = nearerHalf(cell, point, other);
    }
    if (reach === Number.POSITIVE_INFINITY) return cell;
    for (let k = 0; k < discSides; k += 1) {
      const angle = (2 * Math.PI * k) / discSides;
      const mirrored = [point[0] + 2 * reach * Math.cos(angle), point[1] + 2 * reach * Math.sin(angle)] as const;
      cell = nearerHalf(cell, point, mirrored);
    }
    return cell;
  });
}

/** `points` of an SVG polygon. */
export function outline(places: readonly Place[]): string {
  return places.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join(' ');
}
