import { expect, it } from 'vitest';
import { checkBeyond, isBeyond } from '../../math/beyond-simplex.ts';
import { checkWeighting, measuredGrid, sameWeighting } from '../../math/simplex.ts';
import { stripPaths } from './strip-path.ts';

it('runs along the edges through the weightings of a published front', () => {
  for (const labels of [
    ['Cheer', 'Closeness'],
    ['Brevity', 'Richness', 'Cheer'],
  ]) {
    const grid = measuredGrid(labels.length);
    const edges = stripPaths(labels, grid[0] ?? []).filter(({ id }) => id.startsWith('edge'));
    expect(edges).toHaveLength((labels.length * (labels.length - 1)) / 2);
    for (const weights of edges.flatMap(({ points }) => points)) expect(grid.some((point) => sameWeighting(point, weights))).toBe(true);
  }
});

it('leads from here to every corner of three', () => {
  const here = [0.2, 0.5, 0.3];
  const ways = stripPaths(['Brevity', 'Richness', 'Cheer'], here).filter(({ id }) => id.startsWith('corner'));
  expect(ways.map(({ label }) => label)).toEqual(['From here to brevity', 'From here to richness', 'From here to cheer']);
  for (const [i, { points }] of ways.entries()) {
    expect(points[0]).toEqual(here.map((weight) => expect.closeTo(weight)));
    expect(points.at(-1)?.[i]).toBe(1);
    for (const weights of points) checkWeighting(weights, 3);
  }
  expect(stripPaths(['Cheer'], [1])).toEqual([]);
});

it('goes on past the ends where the weights may leave the simplex', () => {
  const [edge] = stripPaths(['Numbering', 'Bulleting'], [1, 0], true);
  expect(edge?.points).toHaveLength(11 + 4);
  for (const weights of edge?.points ?? []) checkBeyond(weights, 2);
  expect(edge?.points[0]).toEqual([1.5, -0.5]);
  expect(edge?.points.at(-1)).toEqual([-0.5, 1.5]);
  expect(edge?.points.filter((weights) => !isBeyond(weights))).toEqual(stripPaths(['Numbering', 'Bulleting'], [1, 0])[0]?.points);
});
