/** Shapes of markers, as corners: each has the area of a circle of radius 1, y downwards. */

export type Corner = readonly [x: number, y: number];

/** The corners of a method's marker in order, or a circle. */
export type Marker = readonly Corner[] | 'circle';

/** A regular polygon, its first corner at `start` degrees (0 = right, -90 = up). */
export function polygon(corners: number, start: number): readonly Corner[] {
  const reach = Math.sqrt(Math.PI / ((corners / 2) * Math.sin((2 * Math.PI) / corners)));
  return Array.from({ length: corners }, (_, i) => onCircle(reach, start + (360 * i) / corners));
}

/** A star of `points` points; `waist` is the inner radius as a share of the outer. */
export function star(points: number, start: number, waist: number): readonly Corner[] {
  const reach = Math.sqrt(Math.PI / (points * waist * Math.sin(Math.PI / points)));
  return Array.from({ length: 2 * points }, (_, i) => onCircle(i % 2 === 0 ? reach : reach * waist, start + (180 * i) / points));
}

/** A cross of five squares. */
export function cross(): readonly Corner[] {
  const half = Math.sqrt(Math.PI / 5) / 2;
  const corner: Corner[] = [
    [half, -3 * half],
    [half, -half],
    [3 * half, -half],
  ];
  const turned = ([x, y]: Corner): Corner => [-y, x];
  const corners: Corner[] = [];
  for (let quarter = corner, turn = 0; turn < 4; turn += 1, quarter = quarter.map(turned)) corners.push(...quarter);
  return corners;
}

function onCircle(radius: number, degrees: number): Corner {
  const angle = (degrees * Math.PI) / 180;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
