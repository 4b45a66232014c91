import { describe, expect, it } from 'vitest';
import { createRng } from '../math/rng.ts';
import { sampleWeighting } from './preference-sampling.ts';

const draws = (alpha: number, cornerMass: number, count = 4000) => {
  const random = createRng(7);
  return Array.from({ length: count }, () => sampleWeighting(random, { alpha, cornerMass }, 3));
};
const isCorner = (w: readonly number[]) => w.includes(1);

describe('sampleWeighting', () => {
  it('gives the corners their mass, each an equal part', () => {
    expect(draws(1, 1).every(isCorner)).toBe(true);
    expect(draws(1, 0).some(isCorner)).toBe(false);
    const corners = draws(1, 0.25).filter(isCorner);
    expect(corners.length / 4000).toBeCloseTo(0.25, 1);
    for (const reward of [0, 1, 2]) expect(corners.filter((w) => w[reward] === 1).length / corners.length).toBeCloseTo(1 / 3, 1);
  });

  it('refuses a share outside [0, 1]', () => {
    expect(() => draws(1, 1.5, 1)).toThrow('[0, 1]');
    expect(() => draws(-1, 0, 1)).toThrow('more than 0');
  });
});
