import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logSoftmax } from '../math/softmax.ts';
import { assess, geometricMixture, mixPolicies, optimalPolicy, optimalValue, uniformPolicy } from './kl-bandit.ts';

const reward = fc.double({ min: -2, max: 2, noNaN: true });
const world = fc.integer({ min: 2, max: 6 }).chain((arms) => {
  const rewards = fc.array(reward, { minLength: arms, maxLength: arms });
  return fc.record({
    first: rewards,
    second: rewards,
    ref: rewards.map((logits) => logSoftmax(logits)),
    other: rewards.map((logits) => logSoftmax(logits)),
    beta: fc.double({ min: 0.05, max: 2, noNaN: true }),
    w: fc.double({ min: 0, max: 1, noNaN: true }),
  });
});

const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, digits = 9) => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i += 1) expect(actual[i]).toBeCloseTo(expected[i] as number, digits);
};

describe('optimalPolicy', () => {
  it('reaches the value, and no other policy exceeds it', () => {
    fc.assert(
      fc.property(world, ({ first, ref, other, beta }) => {
        const value = optimalValue(first, beta, ref);
        const best = assess(optimalPolicy(first, beta, ref), first, ref);
        expect(best.reward - beta * best.kl).toBeCloseTo(value, 9);
        const rival = assess(other, first, ref);
        expect(rival.reward - beta * rival.kl).toBeLessThanOrEqual(value + 1e-9);
      }),
      { seed: 1 },
    );
  });

  it('is the best of a fine grid of coins', () => {
    const rewards = [1, 0.2];
    const beta = 0.4;
    const grid = Array.from({ length: 9999 }, (_, i) => (i + 1) / 10_000);
    const values = grid.map((p) => {
      const { reward: r, kl } = assess([Math.log(p), Math.log(1 - p)], rewards);
      return r - beta * kl;
    });
    const best = grid[values.indexOf(Math.max(...values))] as number;
    expect(Math.exp(optimalPolicy(rewards, beta)[0] as number)).toBeCloseTo(best, 3);
    expect(optimalValue(rewards, beta)).toBeCloseTo(Math.max(...values), 7);
  });

  it('gives more reward and more KL as beta falls', () => {
    const curve = [2, 1, 0.5, 0.2, 0.1, 0.05].map((beta) => assess(optimalPolicy([1, 0.6, 0], beta), [1, 0.6, 0]));
    for (let i = 1; i < curve.length; i += 1) {
      expect(curve[i]?.reward).toBeGreaterThan(curve[i - 1]?.reward as number);
      expect(curve[i]?.kl).toBeGreaterThan(curve[i - 1]?.kl as number);
    }
  });

  it('refuses a beta of 0 and a reference of another length', () => {
    expect(() => optimalPolicy([1, 0], 0)).toThrow('expected more than 0');
    expect(() => optimalPolicy([1, 0], 1, [0])).toThrow('expected 2');
  });
});

describe('geometricMixture', () => {
  it('is the policy that training with beta / lambda would have given', () => {
    fc.assert(
      fc.property(world, fc.double({ min: 0.01, max: 3, noNaN: true }), ({ first, ref, beta }, lambda) => {
        close(geometricMixture(ref, optimalPolicy(first, beta, ref), lambda), optimalPolicy(first, beta / lambda, ref), 6);
      }),
      { seed: 2 },
    );
  });

  it('is the reference at 0 and the aligned policy at 1', () => {
    const aligned = optimalPolicy([1, 0, 0.5], 0.2);
    close(geometricMixture(uniformPolicy(3), aligned, 0), uniformPolicy(3));
    close(geometricMixture(uniformPolicy(3), aligned, 1), aligned);
  });
});

describe('mixPolicies', () => {
  it('of exact experts is exactly optimal at every weighting: averaging fails nowhere in a bandit with KL', () => {
    fc.assert(
      fc.property(world, ({ first, second, ref, beta, w }) => {
        const experts = [optimalPolicy(first, beta, ref), optimalPolicy(second, beta, ref)];
        const weighted = first.map((value, arm) => w * value + (1 - w) * (second[arm] as number));
        close(mixPolicies(experts, [w, 1 - w]), optimalPolicy(weighted, beta, ref), 7);
      }),
      { seed: 3 },
    );
  });

  it('leaves out a policy of weight 0, impossible arms included', () => {
    close(mixPolicies([[0, -Infinity], uniformPolicy(2)], [0, 1]), uniformPolicy(2));
    expect(() => mixPolicies([[0]], [0.5, 0.5])).toThrow(RangeError);
  });
});
