import { describe, expect, it } from 'vitest';
import { aboveChord } from './chord.ts';
import { measuredGrid } from './simplex.ts';

/** The README of Rewarded Soups prints 11 rows; its ends and its middle, and the chord's own middle. */
const ENDS = [
  [0.984, -0.788],
  [1.781, -1.526],
] as const;

describe('aboveChord', () => {
  it('counts what lies above in every reward that is mixed', () => {
    const weightings = [
      [0, 1],
      [0.5, 0.5],
      [1, 0],
    ];
    const at = (middle: readonly number[]) => aboveChord([ENDS[0], middle, ENDS[1]], weightings);
    expect(at([1.459, -1.08])).toEqual({ above: 1, of: 1 });
    expect(at([1.3825, -1.157])).toEqual({ above: 0, of: 1 });
    expect(at([1.459, -1.2])).toEqual({ above: 0, of: 1 });
  });

  it('is all of the grid for a concave policy, none for a convex one', () => {
    const grid = measuredGrid(3);
    const bent = (power: number) => grid.map((w) => w.map((x) => x ** power));
    expect(aboveChord(bent(0.5), grid)).toEqual({ above: 13, of: 13 });
    expect(aboveChord(bent(2), grid)).toEqual({ above: 0, of: 13 });
  });

  it('does not ask a reward without weight', () => {
    const grid = measuredGrid(3);
    const points = grid.map((w) => w.map((x, i) => (i === 2 && !w.includes(1) && x === 0 ? -1 : Math.sqrt(x))));
    expect(aboveChord(points, grid).above).toBe(13);
  });

  it('wants every corner', () => {
    expect(() => aboveChord([[1, 0]], [[1, 0]])).toThrow('no point at the corner of reward 1');
  });
});
