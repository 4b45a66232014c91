import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sigmoid } from '../math/softmax.ts';
import {
  FORK_GRID,
  type ForkPolicy,
  type ForkWorld,
  forkGap,
  forkMix,
  forkObjective,
  forkOracle,
  leftValue,
  measureFork,
  measureForkPoint,
} from './fork.ts';
import { optimalValue } from './kl-bandit.ts';

const WORLD: ForkWorld = { c: 0.8, beta: 0.1 };

const world = fc.record({
  c: fc.double({ min: 0, max: 1, noNaN: true }),
  beta: fc.double({ min: 0.02, max: 1, noNaN: true }),
  conflict: fc.double({ min: 0, max: 1, noNaN: true }),
});
const weight = fc.double({ min: 0, max: 1, noNaN: true });
const logOdds = fc.double({ min: -8, max: 8, noNaN: true });
const policy = fc.record({ start: logOdds, left: logOdds });

/** Brute-force twin: the three paths one by one, as (probability, reference probability, rewards). */
function enumerate({ c, beta, conflict = 1 }: ForkWorld, w: number, { start, left }: ForkPolicy) {
  const [p, q] = [1 / (1 + Math.exp(-start)), 1 / (1 + Math.exp(-left))];
  const paths = [
    { p: p * q, ref: 0.25, r: [1, 1 - conflict] },
    { p: p * (1 - q), ref: 0.25, r: [1 - conflict, 1] },
    { p: 1 - p, ref: 0.5, r: [c, c] },
  ] as const;
  const sum = (f: (path: (typeof paths)[number]) => number) => paths.reduce((total, path) => total + path.p * f(path), 0);
  const kl = sum((path) => Math.log(path.p / path.ref));
  return { kl, objective: sum(({ r }) => w * r[0] + (1 - w) * r[1]) - beta * kl };
}

describe('golden values of research/methods.md 2.3, beta .1, c .8', () => {
  it.each([
    [0, 0.9307, 0.787],
    [0.1, 0.8307, 0.576],
    [0.2, 0.7309, 0.334],
    [0.3, 0.6325, 0.158],
    [0.4, 0.5434, 0.071],
    [0.5, 0.5, 0.047],
  ])('w = %d: value of L %d, oracle takes L %d, the mix .787', (w, value, left) => {
    expect(Math.abs(leftValue(WORLD, w) - value)).toBeLessThan(1e-4);
    expect(sigmoid(forkOracle(WORLD, w).start)).toBeCloseTo(left, 3);
    expect(sigmoid(forkMix(WORLD, w).start)).toBeCloseTo(0.787, 3);
  });

  it('hypervolume, regret and utility of the oracle and the mix', () => {
    const oracle = measureFork(WORLD, (w) => forkOracle(WORLD, w));
    expect(Math.abs(oracle.hypervolume - 0.766)).toBeLessThan(1e-4);
    expect(oracle.points[5]?.utility).toBeCloseTo(0.786, 3);
    expect(oracle.maxRegret).toBeLessThan(1e-12);
    const mix = measureFork(WORLD, (w) => forkMix(WORLD, w));
    expect(Math.abs(mix.hypervolume - 0.5106)).toBeLessThan(1e-4);
    expect(mix.points[5]?.utility).toBeCloseTo(0.564, 3);
    expect(Math.abs(mix.meanRegret - 0.0732)).toBeLessThan(1e-4);
    expect(Math.abs(mix.maxRegret - 0.1892)).toBeLessThan(1e-4);
  });

  it.each([
    [0.3, 0.657, 0.702],
    [0.05, 0.304, 0.75],
    [0.02, 0.25, 0.714],
  ])('beta %d: hypervolume of the mix %d and of the oracle %d', (beta, mix, oracle) => {
    const other = { c: 0.8, beta };
    expect(Math.abs(measureFork(other, (w) => forkMix(other, w)).hypervolume - mix)).toBeLessThan(6e-4);
    expect(Math.abs(measureFork(other, (w) => forkOracle(other, w)).hypervolume - oracle)).toBeLessThan(6e-4);
  });
});

describe('the fork', () => {
  it('agrees with a twin that enumerates the paths', () => {
    fc.assert(
      fc.property(world, weight, policy, (one, w, any) => {
        const twin = enumerate(one, w, any);
        const point = measureForkPoint(one, w, any);
        expect(point.kl).toBeCloseTo(twin.kl, 9);
        expect(point.objective).toBeCloseTo(twin.objective, 9);
        expect(w * point.rewards[0] + (1 - w) * point.rewards[1] - one.beta * twin.kl).toBeCloseTo(twin.objective, 9);
        expect(forkObjective(one, w, any).value).toBeCloseTo(twin.objective, 9);
      }),
      { seed: 1 },
    );
  });

  it('has an oracle that no policy beats', () => {
    fc.assert(
      fc.property(world, weight, policy, (one, w, any) => {
        const best = forkObjective(one, w, forkOracle(one, w));
        expect(best.value).toBeCloseTo(optimalValue([leftValue(one, w), one.c], one.beta), 9);
        expect(best.value).toBeGreaterThanOrEqual(enumerate(one, w, any).objective - 1e-9);
        expect(best.gradient.start).toBeCloseTo(0, 9);
        expect(best.gradient.left).toBeCloseTo(0, 9);
      }),
      { seed: 2 },
    );
  });

  it('has the gradient that finite differences find', () => {
    fc.assert(
      fc.property(world, weight, policy, (one, w, any) => {
        const { gradient } = forkObjective(one, w, any);
        for (const key of ['start', 'left'] as const) {
          const nudge = (by: number) => enumerate(one, w, { ...any, [key]: any[key] + by }).objective;
          expect(gradient[key]).toBeCloseTo((nudge(1e-4) - nudge(-1e-4)) / 2e-4, 6);
        }
      }),
      { seed: 3 },
    );
  });

  it('is repaired by subtracting gap / beta from the logit of L', () => {
    fc.assert(
      fc.property(world, weight, (one, w) => {
        const mix = forkMix(one, w);
        const oracle = forkOracle(one, w);
        expect(mix.start - forkGap(one, w) / one.beta).toBeCloseTo(oracle.start, 6);
        expect(mix.left).toBeCloseTo(oracle.left, 9);
      }),
      { seed: 4 },
    );
  });

  it('loses up to c - 1/2 as beta falls, with perfect experts', () => {
    const losses = [0.1, 0.05, 0.02, 0.005].map((beta) => measureForkPoint({ c: 0.8, beta }, 0.5, forkMix({ c: 0.8, beta }, 0.5)).regret);
    for (let i = 1; i < losses.length; i += 1) expect(losses[i]).toBeGreaterThan(losses[i - 1] as number);
    expect(losses.at(-1)).toBeCloseTo(0.3, 2);
  });

  it('has a gap that vanishes as the conflict does', () => {
    const gaps = [1, 0.5, 0.2, 0.05, 0].map((conflict) => forkGap({ ...WORLD, conflict }, 0.5));
    for (let i = 1; i < gaps.length; i += 1) expect(gaps[i]).toBeLessThan(gaps[i - 1] as number);
    expect(gaps.at(-1)).toBeCloseTo(0, 12);
    // beta log cosh(conflict / (2 beta)): at equal weights x and y are worth the same, so V_w is theirs alone.
    expect(gaps[1]).toBeCloseTo(0.1 * Math.log(Math.cosh(2.5)), 12);
  });

  it('is harmless where the experts are alike: the corners of the grid', () => {
    const { points } = measureFork(WORLD, (w) => forkMix(WORLD, w));
    expect(points).toHaveLength(FORK_GRID.length);
    expect(points[0]?.regret).toBeCloseTo(0, 12);
    expect(points[10]?.regret).toBeCloseTo(0, 12);
  });
});
