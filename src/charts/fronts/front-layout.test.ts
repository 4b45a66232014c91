import { describe, expect, it } from 'vitest';
import type { ChartAxis, ChartPolicy } from '../chart-data.ts';
import { axisDomain, heldValues, layOutFronts } from './front-layout.ts';

const at = (value: number) => ({ mean: value, low: value - 0.05, high: value + 0.05 });
const policy: ChartPolicy = {
  id: 'clp',
  method: 'clp',
  label: 'CLP',
  points: [
    { weights: [1, 0], rewards: { a: at(0.8), b: at(0.1) } },
    { weights: [0.5, 0.5], rewards: { a: at(0.5), b: at(0.5) } },
    { weights: [0.4, 0.6], rewards: { a: at(0.4), b: at(0.4) } },
    { weights: [0, 1], rewards: { a: at(0.1), b: at(0.9) } },
    { weights: [0, 1], rewards: { a: at(0.1) } },
  ],
};

const axis = (id: string, better: ChartAxis['better'] = 'higher'): ChartAxis => ({ id, label: id, range: [0, 1], better, colour: 'red' });
const layout = {
  axes: [axis('a'), axis('b')],
  domains: [
    [0, 1],
    [0, 1],
  ],
  lines: 'staircase',
} as const;

describe('layOutFronts', () => {
  it('marks dominated points, the nearest weighting, and leaves out points without both rewards', () => {
    const [series] = layOutFronts([policy], { ...layout, weights: [0.47, 0.53] });
    expect(series?.marks.map(({ dominated }) => dominated)).toEqual([false, false, true, false]);
    expect(series?.marks.map(({ nearest }) => nearest)).toEqual([false, true, false, false]);
    expect(series?.line).toEqual([
      [0, 0.9],
      [0.1, 0.9],
      [0.1, 0.5],
      [0.5, 0.5],
      [0.5, 0.1],
      [0.8, 0.1],
      [0.8, 0],
    ]);
  });

  it('draws no staircase of a single point', () => {
    const [series] = layOutFronts([{ ...policy, points: policy.points.slice(0, 1) }], layout);
    expect(series?.line).toEqual([]);
  });
});

describe('layOutFronts along other lines', () => {
  it('turns an axis of which less is better: what is left and above is best', () => {
    const [series] = layOutFronts([policy], { ...layout, axes: [axis('a', 'lower'), axis('b')] });
    expect(series?.marks.map(({ dominated }) => dominated)).toEqual([true, true, true, false]);
    expect(series?.line).toEqual([
      [1, 0.9],
      [0.1, 0.9],
      [0.1, 0],
    ]);
  });

  it('joins the points in the order of the first weight, and calls none dominated', () => {
    const [series] = layOutFronts([policy], { ...layout, lines: 'weights' });
    expect(series?.line).toEqual([
      [0.1, 0.9],
      [0.4, 0.4],
      [0.5, 0.5],
      [0.8, 0.1],
    ]);
    expect(series?.marks.some(({ dominated }) => dominated)).toBe(false);
  });

  it('draws no line through policies of one weighting each', () => {
    const [series] = layOutFronts([{ ...policy, apart: true }], layout);
    expect(series?.line).toEqual([]);
    expect(series?.marks.some(({ dominated }) => dominated)).toBe(false);
  });
});

describe('the points of a sweep', () => {
  const mean = (a: number, b: number) => ({ a: { mean: a }, b: { mean: b } });
  const swept: ChartPolicy = {
    ...policy,
    swept: true,
    points: [
      { weights: [1, 0], rewards: mean(0.7, 0.21), texts: 1 },
      { weights: [0.5, 0.5], rewards: mean(0.93, 0.94), texts: 1, growing: true },
      { weights: [0, 1], rewards: mean(0.2, 0.6), texts: 1 },
    ],
  };

  it('belong to the front when their text has ended: one that grows dominates nothing and no line leads to it', () => {
    const [series] = layOutFronts([swept], layout);
    expect(series?.marks.map(({ dominated }) => dominated)).toEqual([false, false, false]);
    expect(series?.line).toEqual([
      [0, 0.6],
      [0.2, 0.6],
      [0.2, 0.21],
      [0.7, 0.21],
      [0.7, 0],
    ]);
    const [along] = layOutFronts([swept], { ...layout, lines: 'weights' });
    expect(along?.line).toEqual([
      [0.2, 0.6],
      [0.7, 0.21],
    ]);
  });

  it('are held by the axes in twentieths, so that the axes move seldom, and while they grow not at all', () => {
    expect(heldValues(axis('b'), [swept])).toEqual([expect.closeTo(0.2), expect.closeTo(0.6)]);
    expect(heldValues(axis('b'), [])).toEqual([]);
    const measured = { ...policy, points: policy.points.slice(1, 3) };
    const [low, high] = axisDomain(axis('b'), [measured], true, heldValues(axis('b'), [swept]));
    expect([low, high]).toEqual([expect.closeTo(0.2), expect.closeTo(0.6)]);
    expect(axisDomain(axis('b', 'lower'), [], false, [0, 7])).toEqual([0, 7]);
  });
});

describe('axisDomain', () => {
  const reward = axis('a');

  it('is the whole range, or holds every measured interval when zoomed', () => {
    expect(axisDomain(reward, [policy], false)).toEqual([0, 1]);
    const [low, high] = axisDomain(reward, [policy], true);
    expect(low).toBeLessThan(0.05);
    expect(high).toBeGreaterThan(0.85);
    expect(low).toBeGreaterThanOrEqual(0);
    expect(axisDomain(reward, [], true)).toEqual([0, 1]);
  });
});
