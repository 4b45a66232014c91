import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from '../math/simplex.ts';
import { logSoftmax } from '../math/softmax.ts';
import { optimalPolicy, optimalValue } from './kl-bandit.ts';
import { mixingGap } from './mixing-gap.ts';

const world = fc
  .record({ outcomes: fc.integer({ min: 1, max: 6 }), rewards: fc.integer({ min: 1, max: 4 }) })
  .chain(({ outcomes, rewards }) => {
    const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: outcomes, maxLength: outcomes });
    return fc.record({
      rewards: fc.array(vector, { minLength: rewards, maxLength: rewards }),
      ref: vector.map((logits) => logSoftmax(logits)),
      beta: fc.double({ min: 0.02, max: 2, noNaN: true }),
      w: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: rewards, maxLength: rewards }).map(normalise),
    });
  });

describe('mixingGap', () => {
  it('is the mean of the experts’ values minus the value of the mean reward', () => {
    fc.assert(
      fc.property(world, ({ rewards, ref, beta, w }) => {
        const weighted = ref.map((_, y) => rewards.reduce((sum, r, i) => sum + (w[i] as number) * (r[y] as number), 0));
        const left =
          rewards.reduce((sum, r, i) => sum + (w[i] as number) * optimalValue(r, beta, ref), 0) - optimalValue([...weighted], beta, ref);
        const right = mixingGap(
          rewards.map((r) => optimalPolicy(r, beta, ref)),
          w,
          beta,
        );
        expect(right).toBeCloseTo(left, 9);
        expect(right).toBeGreaterThanOrEqual(0);
      }),
      { seed: 1 },
    );
  });

  // research/methods.md 2.2: both sides checked in Node for beta .1, w one half.
  it('has the golden value of the fork', () => {
    const experts = [optimalPolicy([1, 0], 0.1), optimalPolicy([0, 1], 0.1)];
    expect(mixingGap(experts, [0.5, 0.5], 0.1)).toBeCloseTo(0.4307, 4);
  });

  it('is zero where the experts continue alike', () => {
    const expert = optimalPolicy([0.3, 0.9, 0], 0.2);
    expect(mixingGap([expert, expert], [0.3, 0.7], 0.2)).toBeCloseTo(0, 12);
  });
});
