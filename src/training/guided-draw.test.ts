import { expect, test } from 'vitest';
import { createRng } from '../math/rng.ts';
import { checkWeighting, nearestWeighting } from '../math/simplex.ts';
import { cellsOf, type FrontArchive, guidedDraw, observed } from './guided-draw.ts';
import { guided as golden } from './testing/golden.ts';
import { dirichlet, type WeightingDraw } from './weighting-draws.ts';

test.each(golden)('$rewards rewards: means and growth of the cells are what Python says', ({ rewards, steps, cells, means, growth }) => {
  let archive: FrontArchive | undefined;
  for (const { weightings, earned } of steps) archive = observed(archive, weightings, earned);
  const places = cellsOf(rewards).map((cell) => nearestWeighting(cell, cells));
  expect([...places].sort((a, b) => a - b)).toEqual(cells.map((_, i) => i));
  places.forEach((place, cell) => {
    expect(archive?.growth[cell]).toBeCloseTo(growth[place] as number, 5);
    const told = means[place];
    expect(archive?.means[cell]).toEqual(told?.map((mean) => expect.closeTo(mean, 5)) ?? null);
  });
});

/** As a step has them: its rows are chosen from a pool that grows with them. */
const steps = (draw: WeightingDraw, count: number, seed: number, archive?: FrontArchive) => {
  const random = createRng(seed);
  return Array.from({ length: count }, () => draw(8, random, archive)).flat();
};

test('draws prefer the cells where the front grows, and stay on the simplex', () => {
  const draw = guidedDraw(2, dirichlet(2, 1, 0.3));
  const [first = []] = cellsOf(2);
  const archive = { means: cellsOf(2).map(() => null), growth: cellsOf(2).map((_, cell) => (cell === 0 ? 1 : 0)) };
  const drawn = steps(draw, 500, 1, archive);
  for (const w of drawn) checkWeighting(w, 2);
  const share = drawn.filter((w) => nearestWeighting(w, cellsOf(2)) === 0).length / drawn.length;
  // Its chance is 2 against 0.5 of each of three others; three standard errors are 0.024.
  expect(Math.abs(share - 2 / 3.5)).toBeLessThan(0.024);
  expect(first).toEqual([1, 0]);
});

test('before anything is observed every cell is as likely', () => {
  const drawn = steps(guidedDraw(3, dirichlet(3, 1, 0.3)), 750, 2);
  const counts = cellsOf(3).map((_, cell) => drawn.filter((w) => nearestWeighting(w, cellsOf(3)) === cell).length);
  expect(counts).toHaveLength(10);
  for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(120);
});
