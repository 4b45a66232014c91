/** Hypervolume of points that are maximised: the volume that they dominate above a reference point. */

/**
 * Exact in 1, 2 and 3 dimensions; points at or below the reference in a coordinate add nothing.
 * 2-D: sort and sweep. 3-D: slices of the last coordinate, each a 2-D sweep over one order, O(n^2).
 * @throws RangeError on another dimension or a point of another length than the reference.
 */
export function hypervolume(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const dimension = reference.length;
  if (dimension < 1 || dimension > 3) throw new RangeError(`hypervolume in ${dimension} dimensions: expected 1, 2 or 3`);
  const wrong = points.find((point) => point.length !== dimension);
  if (wrong)
    throw new RangeError(`hypervolume of [${wrong.join(', ')}] over a reference of ${dimension} coordinates: expected equal lengths`);
  const gains = points
    .map((point) => point.map((value, i) => value - (reference[i] as number)))
    .filter((gain) => gain.every((value) => value > 0));
  if (dimension === 1) return gains.reduce((most, [x]) => Math.max(most, x as number), 0);
  return dimension === 2 ? area(gains) : volume(gains);
}

/** Area of the union of rectangles [0, x] x [0, y]. */
function area(gains: readonly (readonly number[])[]): number {
  return areaAbove(byWidth(gains), Number.NEGATIVE_INFINITY);
}

function byWidth(gains: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return [...gains].sort((p, q) => (q[0] as number) - (p[0] as number));
}

/** Of the rectangles whose third coordinate, where there is one, is at least `height`. @param widest Sorted by their first, descending. */
function areaAbove(widest: readonly (readonly number[])[], height: number): number {
  let covered = 0;
  let top = 0;
  for (const [x, y, z] of widest as readonly [number, number, number?][]) {
    if (y > top && (z === undefined || z >= height)) {
      covered += x * (y - top);
      top = y;
    }
  }
  return covered;
}

/** Volume of the union of boxes: between two neighbouring heights, the boxes that reach above both. */
function volume(gains: readonly (readonly number[])[]): number {
  const heights = gains.map(([, , z]) => z as number).sort((p, q) => q - p);
  const widest = byWidth(gains);
  return heights.reduce((sum, height, i) => {
    const thickness = height - (heights[i + 1] ?? 0);
    return thickness === 0 ? sum : sum + thickness * areaAbove(widest, height);
  }, 0);
}
