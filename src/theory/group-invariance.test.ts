import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createStyleWorld,
  expectedReturns,
  groupInvariance,
  groupMeans,
  type InvarianceSnapshot,
  inferGroups,
  invariantObjective,
  type Split,
  varianceBetween,
} from './group-invariance.ts';

const SEEDS = [1, 2, 3, 4, 5];

const runs = new Map<string, InvarianceSnapshot>();

function learn(penalty: number, seed: number): InvarianceSnapshot {
  const known = runs.get(`${penalty} ${seed}`);
  if (known) return known;
  const run = groupInvariance.create({ penalty }, seed);
  while (!run.finished) run.step();
  runs.set(`${penalty} ${seed}`, run.snapshot());
  return run.snapshot();
}

/** Mean, worst and best of the true kinds at the end. */
function outcome({ course, returns, kinds }: InvarianceSnapshot) {
  const [hard, easy] = groupMeans(returns, kinds);
  return { mean: course.at(-1)?.mean as number, hard, easy };
}

describe('the inferred groups', () => {
  it('have the greatest variance between them of all splits', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 9 }), (returns) => {
        // Brute-force twin: every division into two groups.
        let most = 0;
        for (let mask = 1; mask < 2 ** returns.length - 1; mask += 1) {
          const split = returns.map((_, i): 0 | 1 => ((mask >> i) & 1 ? 1 : 0));
          most = Math.max(most, varianceBetween(returns, split));
        }
        const split = inferGroups(returns);
        expect(varianceBetween(returns, split)).toBeCloseTo(most, 12);
      }),
      { seed: 1 },
    );
  });

  it('explain the variance that the law of total variance leaves them', () => {
    const returns = [0.1, 0.2, 0.7, 0.9, 1];
    const split: Split = [0, 0, 1, 1, 1];
    const variance = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    };
    const within = (2 * variance([0.1, 0.2]) + 3 * variance([0.7, 0.9, 1])) / 5;
    expect(varianceBetween(returns, split)).toBeCloseTo(variance(returns) - within, 12);
    expect(() => inferGroups([1])).toThrow('groups of 1 returns: expected at least 2');
  });

  it('are the kinds of the prompts, which nobody told', () => {
    for (const seed of SEEDS) {
      const { split, kinds } = learn(0, seed);
      expect(split).toEqual(kinds);
    }
  });
});

it('climbs the gradient that finite differences find', () => {
  const world = createStyleWorld(2);
  const logits = [0.3, -0.2, 0.1];
  const split = inferGroups(expectedReturns(world, [0.4, 0.3, 0.3]));
  for (const penalty of [0, 5]) {
    const { gradient } = invariantObjective(world, logits, split, { penalty, beta: 0.1 });
    gradient.forEach((slope, s) => {
      const nudged = (by: number) =>
        invariantObjective(world, logits.with(s, (logits[s] as number) + by), split, { penalty, beta: 0.1 }).value;
      expect(slope).toBeCloseTo((nudged(1e-5) - nudged(-1e-5)) / 2e-5, 8);
    });
  }
});

describe('the penalty, in each of five seeds', () => {
  it('lifts the worst group by a tenth or more and keeps 95 % of the mean, in the middle', () => {
    for (const seed of SEEDS) {
      const [without, within] = [outcome(learn(0, seed)), outcome(learn(4, seed))];
      expect(within.hard - without.hard).toBeGreaterThan(0.1);
      expect(within.mean).toBeGreaterThan(0.95 * without.mean);
    }
  });

  it('levels down when it is too large: mean, best and worst group all lose', () => {
    for (const seed of SEEDS) {
      const [within, above] = [outcome(learn(4, seed)), outcome(learn(24, seed))];
      expect(above.mean).toBeLessThan(0.95 * outcome(learn(0, seed)).mean);
      expect(above.easy).toBeLessThan(within.easy);
      expect(above.hard).toBeLessThan(within.hard);
    }
  });

  it('only ever narrows the gap between the kinds', () => {
    for (const seed of SEEDS) {
      const gaps = [0, 1, 4, 12, 24].map((penalty) => {
        const { easy, hard } = outcome(learn(penalty, seed));
        return easy - hard;
      });
      gaps.slice(1).forEach((gap, i) => {
        expect(gap).toBeLessThan(gaps[i] as number);
      });
    }
  });
});

it('refuses a penalty below 0 and a beta that is not positive', () => {
  expect(() => groupInvariance.create({ penalty: -1 }, 1)).toThrow('penalty is -1, expected at least 0');
  expect(() => groupInvariance.create({ penalty: 1, beta: 0 }, 1)).toThrow('beta is 0, expected more than 0');
});
