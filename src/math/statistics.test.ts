import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from './rng.ts';
import { bootstrap, bootstrapMean, mean, quantile, ranks, spearman, wilsonInterval } from './statistics.ts';

describe('mean and quantile', () => {
  it('refuses no values', () => {
    expect(() => mean([])).toThrow(RangeError);
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });

  it('interpolates as NumPy does', () => {
    // numpy.quantile([3, 1, 4, 1, 5], [0, .1, .5, .975, 1])
    expect([0, 0.1, 0.5, 0.975, 1].map((q) => quantile([3, 1, 4, 1, 5], q))).toEqual([1, 1, 3, expect.closeTo(4.9, 12), 5]);
  });
});

describe('bootstrap', () => {
  const normal = (() => {
    const random = createRng(3);
    return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  })();

  it('is reproducible and holds the mean', () => {
    const values = [0.1, 0.4, 0.35, 0.8, 0.2];
    const interval = bootstrapMean(values, { seed: 5 });
    expect(interval).toEqual(bootstrapMean(values, { seed: 5 }));
    expect(interval.mean).toBeCloseTo(0.37, 12);
    expect(interval.low).toBeLessThan(0.37);
    expect(interval.high).toBeGreaterThan(0.37);
  });

  it('is as wide as the normal theory says on normal data', () => {
    const values = Array.from({ length: 400 }, normal);
    const { low, high } = bootstrapMean(values, { seed: 7, resamples: 4000 });
    expect((high - low) / 2).toBeCloseTo(1.96 / Math.sqrt(400), 2);
  });

  it('covers the true mean about 95 times in 100', () => {
    const trials = 300;
    let covered = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const { low, high } = bootstrapMean(Array.from({ length: 40 }, normal), { seed: trial, resamples: 300 });
      if (low <= 0 && 0 <= high) covered += 1;
    }
    expect(covered / trials).toBeGreaterThan(0.89);
    expect(covered / trials).toBeLessThan(0.985);
  });

  it('collapses on constant data and on one item', () => {
    expect(bootstrapMean([2, 2, 2], { seed: 1 })).toEqual({ mean: 2, low: 2, high: 2 });
    expect(bootstrap(1, ([i]) => i as number, { seed: 1 })).toEqual({ mean: 0, low: 0, high: 0 });
    expect(() => bootstrap(0, () => 0, { seed: 1 })).toThrow('expected at least one');
  });
});

describe('spearman', () => {
  /** The definition: mean rank of x_i is 1 + #smaller + (#equal - 1) / 2, then Pearson's correlation. */
  const twin = (x: readonly number[], y: readonly number[]) => {
    const rank = (v: readonly number[]) => v.map((a) => 1 + v.filter((b) => b < a).length + (v.filter((b) => b === a).length - 1) / 2);
    const [a, b] = [rank(x), rank(y)];
    const dot = (p: readonly number[], q: readonly number[]) =>
      p.reduce((sum, value, i) => sum + (value - mean(p)) * ((q[i] as number) - mean(q)), 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };

  it('is 1 for any rising map and -1 for any falling one', () => {
    const x = [0, 0.1, 0.2, 0.9];
    expect(spearman(x, x.map(Math.exp))).toBeCloseTo(1, 12);
    expect(
      spearman(
        x,
        x.map((v) => -(v ** 3)),
      ),
    ).toBeCloseTo(-1, 12);
  });

  it('shares ranks among ties', () => {
    expect(ranks([10, 20, 10, 5])).toEqual([2.5, 4, 2.5, 1]);
    // scipy.stats.spearmanr([1, 2, 2, 3], [1, 3, 2, 4]).statistic
    expect(spearman([1, 2, 2, 3], [1, 3, 2, 4])).toBeCloseTo(0.9486832980505138, 12);
  });

  it('agrees with the definition', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(pairs, (points) => {
        const x = points.map(([a]) => a);
        const y = points.map(([, b]) => b);
        const expected = twin(x, y);
        expect(spearman(x, y)).toBeCloseTo(Number.isNaN(expected) ? 0 : expected, 9);
      }),
      { seed: 4 },
    );
  });
});

describe('createRng', () => {
  it('is uniform: mean 1/2, variance 1/12, no lag-1 correlation', () => {
    const random = createRng(42);
    const values = Array.from({ length: 50_000 }, random);
    expect(mean(values)).toBeCloseTo(0.5, 2);
    expect(mean(values.map((v) => (v - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
    expect(Math.abs(mean(values.slice(1).map((v, i) => (v - 0.5) * ((values[i] as number) - 0.5))))).toBeLessThan(0.002);
    expect(values.every((v) => v >= 0 && v < 1)).toBe(true);
  });
});

describe('wilsonInterval', () => {
  it('agrees with the roots of the score test, found by bisection', () => {
    // The edges are the p at which |k - n p| = z sqrt(n p (1 - p)).
    const z = 1.959963984540054;
    for (const [k, n] of [
      [0, 10],
      [1, 10],
      [7, 10],
      [10, 10],
      [33, 100],
    ] as const) {
      const excess = (p: number) => Math.abs(k - n * p) - z * Math.sqrt(n * p * (1 - p));
      const root = (inside: number, outside: number) => {
        let [a, b] = [inside, outside];
        for (let i = 0; i < 80; i += 1) {
          const middle = (a + b) / 2;
          if (excess(middle) <= 0) a = middle;
          else b = middle;
        }
        return a;
      };
      const { low, high } = wilsonInterval(k, n);
      const within = Math.min(0.99, Math.max(0.01, k / n));
      expect(low).toBeCloseTo(k === 0 ? 0 : root(within, 0), 9);
      expect(high).toBeCloseTo(k === n ? 1 : root(within, 1), 9);
    }
  });

  it('knows nothing of no trials', () => {
    expect(wilsonInterval(0, 0)).toEqual({ mean: 0.5, low: 0, high: 1 });
    expect(() => wilsonInterval(3, 2)).toThrow('expected 0 to all');
  });
});
