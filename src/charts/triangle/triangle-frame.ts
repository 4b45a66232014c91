/** Where the triangle lies in its drawing: filling it, or smaller, with room around it for weights below 0 and above 1. */
import { beyondRange } from '../../math/beyond-simplex.ts';
import { type Corners, type Place, placeOf, triangleCorners } from './geometry.ts';

/** The drawing's own units; it is as wide as its place. */
export const drawing = { width: 400, height: 384 } as const;

export interface TriangleFrame {
  readonly corners: Corners;
  /** Where the handle may go. */
  readonly bounds: readonly Place[];
  /**
   * How far a point stands for what lies around it: the middle of three neighbours of the published grid, quarters of an edge apart. Beyond, nothing
   * was measured.
   */
  readonly reach: number;
}

function frame(top: Place, side: number, boundsOf: (corners: Corners) => readonly Place[]): TriangleFrame {
  const corners = triangleCorners(top, side);
  return { corners, bounds: boundsOf(corners), reach: (side / 4 / Math.sqrt(3)) * 1.01 };
}

export const simplexFrame = frame([drawing.width / 2, 26], 340, (corners) => corners);

const [low, high] = beyondRange;
const rest = 1 - low - high;

/** The six places where one weight is the highest and one the lowest that there may be, one after the other. */
const extremes = [
  [high, rest, low],
  [rest, high, low],
  [low, high, rest],
  [low, rest, high],
  [rest, low, high],
  [high, low, rest],
];

export const beyondFrame = frame([drawing.width / 2, 102], 172, (corners) => extremes.map((weights) => placeOf(weights, corners)));
