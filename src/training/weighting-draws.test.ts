import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '../math/rng.ts';
import { checkWeighting } from '../math/simplex.ts';
import { corners, dirichlet, points, shuffled, strengths } from './weighting-draws.ts';

const seed = fc.integer({ min: 0, max: 0xffffffff });
const isCorner = (w: readonly number[]) => Math.max(...w) === 1;

test('every drawn vector lies on the simplex, whatever alpha and the share of corners', () => {
  const settings = fc.record({
    seed,
    rewards: fc.integer({ min: 1, max: 4 }),
    rows: fc.integer({ min: 0, max: 12 }),
    alpha: fc.double({ min: 0.01, max: 50, noNaN: true }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(settings, ({ seed, rewards, rows, alpha, share }) => {
      const drawn = dirichlet(rewards, alpha, share)(rows, createRng(seed));
      expect(drawn).toHaveLength(rows);
      for (const w of drawn) checkWeighting(w, rewards);
    }),
  );
  fc.assert(fc.property(seed, (s) => strengths(0.1, 0.3)(5, createRng(s)).every(([x = 0, y = 1]) => x >= 0.1 && x <= 1 && x + y === 1)));
});

test('the share of corners is what was asked for, and so is the mean of what lies inside', () => {
  const drawn = dirichlet(3, 1, 0.3)(20_000, createRng(1));
  // Three standard errors: sqrt(0.3 x 0.7 / 20,000) = 0.0032; of a uniform weight's mean over 14,000 rows 0.002.
  expect(drawn.filter(isCorner).length / drawn.length).toBeCloseTo(0.3, 1.7);
  const inside = drawn.filter((w) => !isCorner(w));
  for (const i of [0, 1, 2]) expect(inside.reduce((sum, w) => sum + (w[i] as number), 0) / inside.length).toBeCloseTo(1 / 3, 2);
  expect(dirichlet(3, 1, 1)(50, createRng(2)).every(isCorner)).toBe(true);
  expect(dirichlet(3, 1, 0)(50, createRng(2)).some(isCorner)).toBe(false);
});

test('experts take turns: over a step each corner comes as often as the others, give or take one', () => {
  fc.assert(
    fc.property(seed, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 30 }), (s, rewards, rows) => {
      const drawn = corners(rewards)(rows, createRng(s));
      const counts = Array.from({ length: rewards }, (_, i) => drawn.filter((w) => w[i] === 1).length);
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(rows);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }),
  );
});

test('a gold point is all that its policy sees', () => {
  expect(points([[0.5, 0.5]])(3, createRng(7))).toEqual([
    [0.5, 0.5],
    [0.5, 0.5],
    [0.5, 0.5],
  ]);
});

test('a draw is a function of its seed', () => {
  const draw = dirichlet(3, 1, 0.3);
  expect(draw(6, createRng(5))).toEqual(draw(6, createRng(5)));
  expect(draw(6, createRng(5))).not.toEqual(draw(6, createRng(6)));
});

test('a shuffle keeps every value, and each order is as likely', () => {
  const orders = new Map<string, number>();
  const random = createRng(3);
  for (let i = 0; i < 6000; i++) {
    const order = shuffled(['a', 'b', 'c'], random).join('');
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  expect([...orders.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
  // Five standard errors of 1,000: sqrt(6,000 / 6 x 5 / 6) = 29.
  for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(145);
});

test('what is no distribution is refused', () => {
  expect(() => dirichlet(2, 0, 0.3)).toThrow('alpha is 0, expected a number above 0');
  expect(() => dirichlet(2, 1, 1.5)).toThrow('corner share is 1.5, expected a number from 0 to 1');
});
