import { describe, expect, it } from 'vitest';
import { createRng } from '../math/rng.ts';
import { bestOfPoint, type GoodhartPoint, type GoodhartWorld, goldenBeta, pointAtKl, tiltedPoint } from './goodhart.ts';

const WORLD: GoodhartWorld = { flattered: 0.8, harm: 1.5 };

/** Brute-force twin: texts on a fine grid of (u, f) with any weighting of the reference. */
function sumOverTexts({ flattered, harm }: GoodhartWorld, weight: (proxy: number) => number): GoodhartPoint {
  let total = 0;
  let [kl, proxy, golden, reference] = [0, 0, 0, 0];
  for (let u = -8; u <= 10; u += 0.05) {
    for (let f = -8; f <= 10; f += 0.05) {
      const ref = Math.exp(-(u ** 2 + f ** 2) / 2);
      const p = u + flattered * f;
      const mass = ref * weight(p);
      reference += ref;
      total += mass;
      if (mass > 0) kl += mass * Math.log(mass / ref);
      proxy += mass * p;
      golden += mass * (u - (harm * (f ** 2 - 1)) / 2);
    }
  }
  return { kl: kl / total - Math.log(total / reference), proxy: proxy / total, golden: golden / total };
}

describe('Goodhart in closed form', () => {
  it.each([2, 1, 0.6])('agrees with the sum over texts at beta %d', (beta) => {
    const point = tiltedPoint(WORLD, beta);
    const twin = sumOverTexts(WORLD, (proxy) => Math.exp(proxy / beta));
    expect(point.kl).toBeCloseTo(twin.kl, 3);
    expect(point.proxy).toBeCloseTo(twin.proxy, 3);
    expect(point.golden).toBeCloseTo(twin.golden, 3);
  });

  it('has its golden peak where a search finds it, and a proxy that only rises', () => {
    const betas = Array.from({ length: 400 }, (_, i) => 0.2 + i * 0.01);
    const points = betas.map((beta) => tiltedPoint(WORLD, beta));
    const best = betas[points.findIndex(({ golden }) => golden === Math.max(...points.map((point) => point.golden)))];
    expect(best).toBeCloseTo(goldenBeta(WORLD), 2);
    points.slice(1).forEach((point, i) => {
      expect(point.proxy).toBeLessThan((points[i] as GoodhartPoint).proxy);
    });
    expect(goldenBeta({ ...WORLD, flattered: 0 })).toBe(0);
    expect(() => tiltedPoint(WORLD, 0)).toThrow('beta 0: expected more than 0');
  });

  it('is found by its KL too, from the reference on', () => {
    expect(pointAtKl(WORLD, 1.7).kl).toBeCloseTo(1.7, 12);
    expect(pointAtKl(WORLD, 0)).toEqual({ kl: 0, proxy: 0, golden: 0 });
    expect(() => pointAtKl(WORLD, -1)).toThrow('KL -1: expected at least 0');
  });

  it.each([1, 2, 16, 200])('best of %d agrees with drawing the texts', (n) => {
    const random = createRng(n);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const rounds = 4000;
    let [proxy, golden] = [0, 0];
    for (let round = 0; round < rounds; round += 1) {
      const texts = Array.from({ length: n }, () => ({ u: normal(), f: normal() }));
      const score = ({ u, f }: { u: number; f: number }) => u + WORLD.flattered * f;
      const best = texts.reduce((one, other) => (score(other) > score(one) ? other : one));
      proxy += score(best) / rounds;
      golden += (best.u - (WORLD.harm * (best.f ** 2 - 1)) / 2) / rounds;
    }
    const point = bestOfPoint(WORLD, n);
    expect(Math.abs(point.proxy - proxy)).toBeLessThan(0.06);
    expect(Math.abs(point.golden - golden)).toBeLessThan(0.12);
  });

  it('best of n has the mean of the largest of n normals that tables give', () => {
    // scipy.stats.order: E[max] of 2, 3, 5 and 10 standard normals; of 2 it is 1 / sqrt(pi).
    const honest = { flattered: 0, harm: 0 };
    const table = [
      [2, 0.5642],
      [3, 0.8463],
      [5, 1.163],
      [10, 1.5388],
    ] as const;
    for (const [n, expected] of table) expect(bestOfPoint(honest, n).golden).toBeCloseTo(expected, 3);
    expect(bestOfPoint(honest, 1)).toEqual({ kl: 0, proxy: expect.closeTo(0, 6), golden: expect.closeTo(0, 6) });
    expect(() => bestOfPoint(honest, 0)).toThrow(RangeError);
  });

  it('no way of choosing has a higher proxy at the same KL than the tilt', () => {
    for (const n of [2, 8, 64, 1000]) {
      const best = bestOfPoint(WORLD, n);
      expect(pointAtKl(WORLD, best.kl).proxy).toBeGreaterThan(best.proxy);
    }
  });
});
