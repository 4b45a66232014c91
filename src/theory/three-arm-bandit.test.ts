import { describe, expect, it } from 'vitest';
import { optimalPolicy } from './kl-bandit.ts';
import {
  armRewards,
  lastGoodTraining,
  policyGradientStep,
  SHARED_ARM,
  THREE_ARM_STEPS,
  threeArmTraining,
  trainSoups,
} from './three-arm-bandit.ts';

const CHECKPOINTS = [50, 200, 1000, 5000, 50_000];

describe('trainSoups', () => {
  // research/methods.md 2.4, exact gradient in Node, learning rate .5.
  it.each([
    [0.75, [0.557, 0.528, 0.513, 0.506, 0.502]],
    [0.9, [0.668, 0.6, 0.548, 0.522, 0.507]],
  ])('has the golden values of c = %d', (c, golden) => {
    trainSoups({ c }, CHECKPOINTS).forEach(({ value }, i) => {
      expect(Math.abs(value - (golden[i] as number))).toBeLessThan(6e-4);
    });
  });

  it('loses the shared arm from .228 to .007', () => {
    const [early, , , , late] = trainSoups({ c: 0.75 }, CHECKPOINTS);
    expect(early?.soup[SHARED_ARM]).toBeCloseTo(0.228, 3);
    expect(late?.soup[SHARED_ARM]).toBeCloseTo(0.007, 3);
  });

  it.each([0.55, 0.65, 0.75, 0.85, 0.9, 0.95])('gets worse with every longer training after the first 100 steps, c = %d', (c) => {
    const values = trainSoups({ c }, [100, 200, 400, 800, 1600, 3200, 6400]).map(({ value }) => value);
    for (let i = 1; i < values.length; i += 1) expect(values[i]).toBeLessThan(values[i - 1] as number);
  });

  it('starts from the uniform policy and refuses checkpoints that go back', () => {
    const [start] = trainSoups({ c: 0.75 }, [0]);
    start?.soup.forEach((p) => {
      expect(p).toBeCloseTo(1 / 3, 12);
    });
    expect(() => trainSoups({ c: 0.75 }, [10, 5])).toThrow('ascend');
  });

  it('is what two separately trained experts give', () => {
    const experts = ([0, 1] as const).map((which) => {
      const logits = new Float64Array(3);
      for (let step = 0; step < 300; step += 1) policyGradientStep(logits, armRewards(0.8, which));
      return logits;
    }) as [Float64Array, Float64Array];
    const averaged = experts[0].map((value, arm) => Math.exp((value + (experts[1][arm] as number)) / 2));
    const total = averaged.reduce((sum, value) => sum + value, 0);
    const [{ soup } = { soup: [] }] = trainSoups({ c: 0.8 }, [300]);
    averaged.forEach((value, arm) => {
      expect(soup[arm]).toBeCloseTo(value / total, 12);
    });
  });
});

describe('with a KL term', () => {
  it('the soup of converged experts is the optimum of their mean reward', () => {
    const world = { c: 0.75, beta: 0.2 };
    const [{ soup } = { soup: [] }] = trainSoups(world, [THREE_ARM_STEPS]);
    optimalPolicy([0.5, 0.5, 0.75], 0.2).forEach((logP, arm) => {
      expect(soup[arm]).toBeCloseTo(Math.exp(logP), 3);
    });
  });

  it('what longer training loses comes back', () => {
    const shares = trainSoups({ c: 0.75, beta: 0.1 }, [0, 200, THREE_ARM_STEPS]).map(({ soup }) => soup[SHARED_ARM]) as [
      number,
      number,
      number,
    ];
    expect(shares[1]).toBeLessThan(shares[0]);
    expect(shares[2]).toBeGreaterThan(2 * shares[0]);
  });
});

describe('threeArmTraining', () => {
  it('keeps a course that ends at the present step and agrees with one long run', () => {
    const run = threeArmTraining.create({ c: 0.75 }, 1);
    for (let step = 0; step < 777; step += 1) run.step();
    const { course } = run.snapshot();
    const steps = course.map((soup) => soup.steps);
    expect(steps.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(steps.at(-1)).toBe(777);
    expect(new Set(steps).size).toBe(steps.length);
    expect(course).toEqual(trainSoups({ c: 0.75 }, steps));
    expect(() => threeArmTraining.create({ c: 2 }, 1)).toThrow('[0, 1]');
    expect(() => threeArmTraining.create({ c: 0.7, beta: -1 }, 1)).toThrow('at least 0');
  });
});

describe('lastGoodTraining', () => {
  it('is the last of the steps at which C keeps a third, and grows with c', () => {
    const lengths = [0.6, 0.7, 0.8, 0.9].map((c) => {
      const last = lastGoodTraining(c) as number;
      const [at, after] = trainSoups({ c }, [last, last + 1]).map(({ soup }) => soup[SHARED_ARM]) as [number, number];
      expect(at).toBeGreaterThanOrEqual(1 / 3);
      expect(after).toBeLessThan(1 / 3);
      return last;
    });
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    expect(lastGoodTraining(1)).toBeUndefined();
  });
});

describe('policyGradientStep', () => {
  it.each([0, 0.3])('follows the gradient that finite differences find, beta %d', (beta) => {
    const rewards = [0.2, 1, 0.6];
    const start = [0.3, -0.4, 0.1];
    const value = (logits: readonly number[]) => {
      const weights = logits.map(Math.exp);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return weights.reduce((sum, weight, arm) => {
        const p = weight / total;
        return sum + p * ((rewards[arm] as number) - beta * Math.log(3 * p));
      }, 0);
    };
    const moved = Float64Array.from(start);
    policyGradientStep(moved, rewards, beta, 1);
    start.forEach((logit, arm) => {
      const nudge = (by: number) => value(start.map((other, i) => (i === arm ? other + by : other)));
      expect((moved[arm] as number) - logit).toBeCloseTo((nudge(1e-5) - nudge(-1e-5)) / 2e-5, 8);
    });
  });
});
