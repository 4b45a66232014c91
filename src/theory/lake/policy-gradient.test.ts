import { describe, expect, it } from 'vitest';
import { ACTIONS, createLake, LAKE_MAPS, uniformPolicy } from './frozen-lake.ts';
import { policyOf } from './lake-logits.ts';
import { createPolicyGradient } from './policy-gradient.ts';
import { successRate } from './success-rate.ts';

describe('createPolicyGradient', () => {
  it('climbs the true gradient of the success rate on average', () => {
    const lake = createLake(['SF', 'FG'], true);
    const start = new Float64Array(lake.cells.length * ACTIONS.length);
    const slope = Array.from(start, (_, i) => {
      const nudged = (by: number) => successRate(lake, policyOf(start.map((value, j) => (i === j ? value + by : value))));
      return (nudged(1e-4) - nudged(-1e-4)) / 2e-4;
    });
    lake.horizon satisfies number;
    const one = { ...lake, horizon: 2 };
    const exact = Array.from(start, (_, i) => {
      const nudged = (by: number) => successRate(one, policyOf(start.map((value, j) => (i === j ? value + by : value))));
      return (nudged(1e-4) - nudged(-1e-4)) / 2e-4;
    });
    // Within two steps from the corner the goal is a matter of luck; with a hundred it is certain and the slope is 0.
    expect(Math.max(...slope.map(Math.abs))).toBeLessThan(1e-6);
    const moved = new Float64Array(start.length);
    const trials = 400;
    for (let seed = 0; seed < trials; seed += 1) {
      const learner = createPolicyGradient(one, seed, { batch: 64, learningRate: 1 });
      learner.step();
      learner.logits.forEach((logit, i) => {
        moved[i] = (moved[i] as number) + logit / trials;
      });
    }
    exact.forEach((value, i) => {
      expect(Math.abs((moved[i] as number) - value)).toBeLessThan(0.01);
    });
  });

  it('learns the dry lake from nothing, in each of 5 seeds', () => {
    const lake = createLake(LAKE_MAPS.small, false);
    for (let seed = 1; seed <= 5; seed += 1) {
      const learner = createPolicyGradient(lake, seed, { learningRate: 4 });
      for (let k = 0; k < 150; k += 1) learner.step();
      expect(successRate(lake, policyOf(learner.logits))).toBeGreaterThan(0.9);
      expect(learner.episodes()).toBe(150 * 16);
    }
  });

  it('does not move while no walk or every walk arrives', () => {
    const unreachable = createLake(['SH', 'HG'], false);
    const learner = createPolicyGradient(unreachable, 1);
    for (let k = 0; k < 5; k += 1) learner.step();
    expect(policyOf(learner.logits)).toEqual(uniformPolicy(unreachable));
    expect(() => createPolicyGradient(unreachable, 1, { batch: 1 })).toThrow('batch 1');
  });
});
