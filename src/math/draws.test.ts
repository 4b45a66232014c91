import { describe, expect, it } from 'vitest';
import { drawDirichlet, drawNormal } from './draws.ts';
import { createRng } from './rng.ts';
import { checkWeighting } from './simplex.ts';
import { mean } from './statistics.ts';

const DRAWS = 20_000;

function moments(values: readonly number[]) {
  const centre = mean(values);
  return { mean: centre, variance: mean(values.map((value) => (value - centre) ** 2)) };
}

describe('drawNormal', () => {
  it('has mean 0 and variance 1', () => {
    const random = createRng(1);
    const { mean: centre, variance } = moments(Array.from({ length: DRAWS }, () => drawNormal(random)));
    expect(Math.abs(centre)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  });
});

describe('drawDirichlet', () => {
  // Mean 1 / n; variance (1 / n)(1 - 1 / n) / (n alpha + 1).
  it.each([0.2, 1, 5])('has the moments of Dirichlet(%d), on the simplex', (alpha) => {
    for (const length of [2, 3]) {
      const random = createRng(2);
      const draws = Array.from({ length: DRAWS }, () => checkWeighting(drawDirichlet(random, alpha, length), length));
      const expected = ((1 / length) * (1 - 1 / length)) / (length * alpha + 1);
      const { mean: centre, variance } = moments(draws.map(([first]) => first as number));
      expect(Math.abs(centre - 1 / length)).toBeLessThan(0.012);
      expect(Math.abs(variance - expected)).toBeLessThan(0.06 * expected);
    }
  });

  it('gives corners, not nothing, for a tiny alpha', () => {
    const random = createRng(3);
    for (let i = 0; i < 200; i += 1) expect(Math.max(...drawDirichlet(random, 1e-3, 3))).toBeGreaterThan(0.5);
    expect(() => drawDirichlet(random, 0, 2)).toThrow('expected more than 0');
  });
});
