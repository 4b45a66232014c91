import { describe, expect, it } from 'vitest';
import { measuredGrid } from './simplex.ts';
import { expectedUtility, linearUtility, maximumUtilityLoss, meanInnerProduct, meanRegret } from './utility.ts';

const corners = [
  [1, 0],
  [0, 1],
];
const grid = measuredGrid(2);

describe('expectedUtility', () => {
  it('takes the best point for every weighting: the corners alone are worth max(w, 1 - w)', () => {
    // mean of 1, .9, .8, .7, .6, .5, .6, .7, .8, .9, 1
    expect(expectedUtility(corners, grid)).toBeCloseTo(8.5 / 11, 12);
    expect(expectedUtility([...corners, [0.8, 0.8]], grid)).toBeCloseTo((1 + 1 + 0.9 * 2 + 0.8 * 7) / 11, 12);
  });

  it('refuses a front without points and a list without weightings', () => {
    expect(() => expectedUtility([], grid)).toThrow('front without points');
    expect(() => expectedUtility(corners, [])).toThrow('no weightings');
    expect(() => expectedUtility([[1]], grid)).toThrow('utility of 1 values under 2 weights');
  });
});

describe('maximumUtilityLoss', () => {
  it('is the loss at the worst weighting, and 0 against itself', () => {
    expect(maximumUtilityLoss(corners, [[0.8, 0.8]], grid)).toBeCloseTo(0.3, 12);
    expect(maximumUtilityLoss([[1, 0]], corners, grid)).toBe(1);
    expect(maximumUtilityLoss(corners, corners, grid)).toBe(0);
  });
});

describe('meanInnerProduct and meanRegret', () => {
  it('pair each point with the weighting that it was steered by', () => {
    // v(w) = w: w . w; a policy that ignores w and stays at (1/2, 1/2) has 1/2 everywhere
    expect(meanInnerProduct(grid, grid)).toBeCloseTo(grid.reduce((sum, w) => sum + linearUtility(w, w), 0) / 11, 12);
    const ignoring = grid.map(() => [0.5, 0.5]);
    expect(meanInnerProduct(ignoring, grid)).toBeCloseTo(0.5, 12);
  });

  it('is the gold utility less the reached one, negative where the steered policy is better', () => {
    const w = [
      [0.5, 0.5],
      [1, 0],
    ];
    const gold = [
      [0.8, 0.8],
      [1, 0],
    ];
    expect(meanRegret([[0.5, 0.5], [0.9, 0.3]], gold, w)).toBeCloseTo((0.3 + 0.1) / 2, 12); // biome-ignore format: two points
    expect(meanRegret([[0.9, 0.9], [1, 1]], gold, w)).toBeCloseTo(-0.05, 12); // biome-ignore format: two points
    expect(() => meanRegret([[0.5, 0.5]], gold, w)).toThrow('1 points for 2 weightings');
  });
});
