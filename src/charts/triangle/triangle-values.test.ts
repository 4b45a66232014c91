import { expect, it } from 'vitest';
import type { ChartPoint } from '../chart-data.ts';
import { colourOf, rewardMeasure, triangleValues, utilityMeasure, valueDifferences, valueDomain } from './triangle-values.ts';

const point = (weights: readonly number[], mean: number): ChartPoint => ({
  weights,
  rewards: { brevity: { mean, low: mean - 0.03, high: mean + 0.03 }, richness: { mean: 2 * mean, low: 0, high: 1 } },
});
const one = { points: [point([1, 0, 0], 0.8), point([0, 1, 0], 0.3), point([], 0.5)] };
const other = { points: [point([0, 1, 0], 0.2)] };

it('reads a reward at every weighting, and leaves out what no weights steer', () => {
  expect(triangleValues(one, rewardMeasure('brevity')).map(({ weights, mean }) => [weights, mean])).toEqual([
    [[1, 0, 0], 0.8],
    [[0, 1, 0], 0.3],
  ]);
  expect(triangleValues(one, rewardMeasure('wit'))).toEqual([]);
});

it('leaves out the points of a sweep whose texts grow, and says how many texts the others have', () => {
  const points = [
    { ...point([1, 0, 0], 0.8), texts: 3 },
    { ...point([0, 1, 0], 0.1), texts: 1, growing: true },
  ];
  expect(triangleValues({ points }, rewardMeasure('brevity')).map(({ texts }) => texts)).toEqual([3]);
});

it('weighs scaled rewards', () => {
  const measure = utilityMeasure(
    [0.25, 0.75],
    ['brevity', 'richness'],
    [
      [0, 1],
      [0, 2],
    ],
  );
  expect(triangleValues(one, measure)[0]?.mean).toBeCloseTo(0.8);
  expect(measure({ weights: [1, 0, 0], rewards: {} })).toBeUndefined();
});

it('takes differences where both were measured, with the interval of two independent means', () => {
  const of = (policy: typeof one) => triangleValues(policy, rewardMeasure('brevity'));
  const [difference, ...rest] = valueDifferences(of(one), of(other));
  expect(rest).toEqual([]);
  expect(difference?.weights).toEqual([0, 1, 0]);
  expect(difference?.mean).toBeCloseTo(0.1);
  expect(difference?.high).toBeCloseTo(0.1 + Math.sqrt(2) * 0.03);
  expect(valueDifferences([{ weights: [0, 1, 0], mean: 1 }], of(other))).toEqual([{ weights: [0, 1, 0], mean: 0.8, texts: undefined }]);
});

it('colours from the page to the hue, and to either side of 0', () => {
  const scale = { domain: [0, 2], low: 'red', high: 'blue', diverging: false } as const;
  expect(colourOf(0, scale)).toContain('blue 0%');
  expect(colourOf(2, scale)).toContain('blue 62%');
  expect(colourOf(9, scale)).toBe(colourOf(2, scale));
  const around = { ...scale, domain: [-1, 1], diverging: true } as const;
  expect(colourOf(-0.5, around)).toContain('red 31%');
  expect(colourOf(0.5, around)).toContain('blue 31%');
});

it('has a domain for any values', () => {
  expect(valueDomain([0.1, -0.3], true)).toEqual([-0.3, 0.3]);
  expect(valueDomain([], false)).toEqual([0, 1]);
  expect(valueDomain([1, 1], false)).toEqual([0.995, 1.005]);
});
