import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blendedValue, type GroupRewards, groupPoint, maxMinPoint, measurePolicy, tiltedPolicy } from './max-min.ts';

const value = fc.double({ min: -1, max: 1, noNaN: true });
const three = fc.tuple(value, value, value);
const world = fc.record({ rewards: fc.tuple(three, three), beta: fc.double({ min: 0.1, max: 2, noNaN: true }) });

const worst = (rewards: GroupRewards, policy: readonly number[], beta: number) => {
  const point = measurePolicy(rewards, policy, Number.NaN);
  return Math.min(...point.rewards) - beta * point.kl;
};

/** Brute-force twin: every policy over three texts in steps of 1/60. */
function bestWorst(rewards: GroupRewards, beta: number): number {
  let best = -Infinity;
  for (let i = 0; i <= 60; i += 1) {
    for (let j = 0; i + j <= 60; j += 1) best = Math.max(best, worst(rewards, [i / 60, j / 60, (60 - i - j) / 60], beta));
  }
  return best;
}

describe('the max-min point', () => {
  it('is as good for the worst group as the best policy of a search, and better than its grid', () => {
    fc.assert(
      fc.property(world, ({ rewards, beta }) => {
        const found = worst(rewards, maxMinPoint(rewards, beta).policy, beta);
        const searched = bestWorst(rewards, beta);
        expect(found).toBeGreaterThan(searched - 1e-6);
        expect(found - searched).toBeLessThan(0.02);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it('attains the dual: the least value over weightings', () => {
    fc.assert(
      fc.property(world, ({ rewards, beta }) => {
        const { w, policy } = maxMinPoint(rewards, beta);
        expect(worst(rewards, policy, beta)).toBeCloseTo(blendedValue(rewards, w, beta), 5);
        for (let i = 0; i <= 20; i += 1)
          expect(blendedValue(rewards, i / 20, beta)).toBeGreaterThanOrEqual(blendedValue(rewards, w, beta) - 1e-9);
      }),
      { seed: 2 },
    );
  });

  it('gives equal groups equal rewards, and follows a group that is worse off everywhere', () => {
    const opposed: GroupRewards = [
      [1, 0, 0.6],
      [0, 1, 0.6],
    ];
    const { rewards, w } = maxMinPoint(opposed, 0.1);
    expect(w).toBeCloseTo(0.5, 6);
    expect(rewards[0]).toBeCloseTo(rewards[1], 9);
    const poor: GroupRewards = [
      [5, 6, 7],
      [0, 1, 0.5],
    ];
    expect(maxMinPoint(poor, 0.1).policy).toEqual(tiltedPolicy([0, 1, 0.5], 0.1).map((p) => expect.closeTo(p, 6)));
  });

  it('lies on the front: no weighting is better for both groups', () => {
    const rewards: GroupRewards = [
      [1, 0.2, 0.7],
      [0, 0.9, 0.5],
    ];
    const point = maxMinPoint(rewards, 0.2);
    for (let i = 0; i <= 50; i += 1) {
      const other = groupPoint(rewards, i / 50, 0.2);
      expect(other.rewards[0] > point.rewards[0] + 1e-9 && other.rewards[1] > point.rewards[1] + 1e-9).toBe(false);
    }
    expect(() => maxMinPoint(rewards, 0)).toThrow('beta 0: expected more than 0');
  });
});
