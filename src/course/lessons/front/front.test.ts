import { expect, it } from 'vitest';
import { paretoFront } from '../../../math/pareto-front.ts';
import { weightedSum } from '../../../theory/scalarisation.ts';
import { bestPolicy, gain, initial, measure, score, supported } from './front-state.ts';
import { ideal, worlds } from './policies.ts';
import { levelSet } from './ruler-line.tsx';

const grid = Array.from({ length: 101 }, (_, n) => n / 100);

it('every policy of the bulging front is best for some weighted sum, in the dent only the shoulders are', () => {
  expect(supported('bulge')).toEqual(paretoFront(worlds.bulge));
  for (const world of ['bulge', 'dent'] as const) {
    const found = new Set(grid.map((w) => bestPolicy({ world, ruler: 'sum', weight: w })));
    expect([...found].sort()).toEqual(supported(world));
  }
  expect(paretoFront(worlds.dent).length - supported('dent').length).toBe(3);
});

it('the slider in Tchebycheff reaches every policy of the dented front, so the goal can be reached', () => {
  const found = new Set(grid.map((w) => bestPolicy({ world: 'dent', ruler: 'tchebycheff', weight: w })));
  for (const index of paretoFront(worlds.dent)) expect(found).toContain(index);
  const sum = grid.reduce((state, weight) => measure(state, { weight }), measure(initial, { world: 'dent' }));
  expect(sum.hidden).toBeUndefined();
  expect(grid.reduce((state, weight) => measure(state, { weight }), measure(sum, { ruler: 'tchebycheff' })).hidden).toBeDefined();
});

it('the ideal point is better than every policy', () => {
  for (const [x, y] of [...worlds.bulge, ...worlds.dent]) expect(x < ideal[0] && y < ideal[1]).toBe(true);
});

it('the ruler is drawn through points of equal score', () => {
  for (const w of [0, 0.3, 1]) {
    for (const point of levelSet({ ruler: 'sum', weight: w }, 0.6)) expect(weightedSum(point as [number, number], w)).toBeCloseTo(0.6, 12);
  }
  for (const point of levelSet({ ruler: 'tchebycheff', weight: 0.3 }, -0.1).slice(1, 2)) {
    expect(score({ ruler: 'tchebycheff', weight: 0.3 }, point as [number, number])).toBeCloseTo(-0.1, 12);
  }
});

it('a dominated candidate adds no area, one beyond the front its own rectangle', () => {
  expect(gain({ world: 'bulge', candidate: [0.4, 0.4] })).toBeCloseTo(0, 12);
  // Between the neighbours (0.66, 0.64) and (0.5, 0.78): the corner at (0.5, 0.64).
  expect(gain({ world: 'bulge', candidate: [0.66, 0.78] })).toBeCloseTo((0.66 - 0.5) * (0.78 - 0.64), 12);
});
