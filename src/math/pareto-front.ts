/** Strict Pareto fronts; every coordinate is maximised. */

/** True when `p` is at least as good as `q` everywhere and better somewhere. */
export function dominates(p: readonly number[], q: readonly number[]): boolean {
  if (p.length !== q.length) throw new RangeError(`points of ${p.length} and ${q.length} coordinates: expected equal lengths`);
  return p.every((value, i) => value >= (q[i] as number)) && p.some((value, i) => value > (q[i] as number));
}

/** Indices, ascending, of the points that no other point dominates. No slack; equal points are all kept. */
export function paretoFront(points: readonly (readonly number[])[]): number[] {
  return points.flatMap((point, index) => (points.some((other) => dominates(other, point)) ? [] : [index]));
}

/** Share of `points`, in [0, 1], that some point of `others` dominates: the C-metric of Zitzler and Thiele 1998 in its strict form. */
export function dominatedShare(points: readonly (readonly number[])[], others: readonly (readonly number[])[]): number {
  if (points.length === 0) throw new RangeError('dominated share of no points: expected at least one');
  return points.filter((point) => others.some((other) => dominates(other, point))).length / points.length;
}

/**
 * Corners of the boundary of what a set of 2-D points dominates, from the left (x = floor[0]) to the bottom (y = floor[1]).
 * Drawn as straight segments it is the strict staircase: nothing between two measured points is claimed to be reached.
 */
export function staircase(points: readonly (readonly [number, number])[], floor: readonly [number, number]): [number, number][] {
  const front = paretoFront(points)
    .map((index) => points[index] as readonly [number, number])
    .sort((p, q) => p[0] - q[0]);
  const [first] = front;
  if (!first) return [];
  const corners: [number, number][] = [[floor[0], first[1]]];
  front.forEach((point, i) => {
    const next = front[i + 1];
    corners.push([point[0], point[1]], [point[0], next ? next[1] : floor[1]]);
  });
  return corners;
}
