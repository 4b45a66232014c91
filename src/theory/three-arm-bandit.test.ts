import { describe, expect, it } from 'vitest';
import { armRewards, policyGradientStep, SHARED_ARM, trainSoups } from './three-arm-bandit.ts';

const CHECKPOINTS = [50, 200, 1000, 5000, 50_000];

describe('trainSoups', () => {
  // research/methods.md 2.4, exact gradient in Node, learning rate .5.
  it.each([
    [0.75, [0.557, 0.528, 0.513, 0.506, 0.502]],
    [0.9, [0.668, 0.6, 0.548, 0.522, 0.507]],
  ])('has the golden values of c = %d', (c, golden) => {
    trainSoups(c, CHECKPOINTS).forEach(({ value }, i) => {
      expect(Math.abs(value - (golden[i] as number))).toBeLessThan(6e-4);
    });
  });

  it('loses the shared arm from .228 to .007', () => {
    const [early, , , , late] = trainSoups(0.75, CHECKPOINTS);
    expect(early?.soup[SHARED_ARM]).toBeCloseTo(0.228, 3);
    expect(late?.soup[SHARED_ARM]).toBeCloseTo(0.007, 3);
  });

  it.each([0.55, 0.65, 0.75, 0.85, 0.9, 0.95])('gets worse with every longer training after the first 100 steps, c = %d', (c) => {
    const values = trainSoups(c, [100, 200, 400, 800, 1600, 3200, 6400]).map(({ value }) => value);
    for (let i = 1; i < values.length; i += 1) expect(values[i]).toBeLessThan(values[i - 1] as number);
  });

  it('starts from the uniform policy and refuses checkpoints that go back', () => {
    const [start] = trainSoups(0.75, [0]);
    start?.soup.forEach((p) => {
      expect(p).toBeCloseTo(1 / 3, 12);
    });
    expect(() => trainSoups(0.75, [10, 5])).toThrow('ascend');
  });

  it('is what two separately trained experts give', () => {
    const experts = ([0, 1] as const).map((which) => {
      const logits = new Float64Array(3);
      for (let step = 0; step < 300; step += 1) policyGradientStep(logits, armRewards(0.8, which));
      return logits;
    }) as [Float64Array, Float64Array];
    const averaged = experts[0].map((value, arm) => Math.exp((value + (experts[1][arm] as number)) / 2));
    const total = averaged.reduce((sum, value) => sum + value, 0);
    const [{ soup } = { soup: [] }] = trainSoups(0.8, [300]);
    averaged.forEach((value, arm) => {
      expect(soup[arm]).toBeCloseTo(value / total, 12);
    });
  });
});

describe('policyGradientStep', () => {
  it('follows the gradient that finite differences find', () => {
    const rewards = [0.2, 1, 0.6];
    const start = [0.3, -0.4, 0.1];
    const value = (logits: readonly number[]) => {
      const weights = logits.map(Math.exp);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return weights.reduce((sum, weight, arm) => sum + (weight / total) * (rewards[arm] as number), 0);
    };
    const moved = Float64Array.from(start);
    policyGradientStep(moved, rewards, 1);
    start.forEach((logit, arm) => {
      const nudge = (by: number) => value(start.map((other, i) => (i === arm ? other + by : other)));
      expect((moved[arm] as number) - logit).toBeCloseTo((nudge(1e-5) - nudge(-1e-5)) / 2e-5, 8);
    });
  });
});
