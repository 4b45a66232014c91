import { describe, expect, it } from 'vitest';
import { createRng } from '../math/rng.ts';
import { backpropagate, createNetWeights, netLogits, netSize } from './tanh-net.ts';

const SHAPE = { inputs: 3, hidden: 4, outputs: 2 };

describe('the tanh net', () => {
  it('computes the sum that its formula says', () => {
    const shape = { inputs: 2, hidden: 1, outputs: 2 };
    const weights = Float64Array.of(0.5, -1, 2, 3);
    expect([...netLogits(shape, weights, 1)]).toEqual([2 * Math.tanh(-1), 3 * Math.tanh(-1)]);
  });

  it('has the gradient that finite differences find', () => {
    const weights = createNetWeights(SHAPE, createRng(1));
    const slope = [0.7, -1.3];
    for (let state = 0; state < SHAPE.inputs; state += 1) {
      const gradient = new Float64Array(netSize(SHAPE));
      backpropagate(SHAPE, weights, state, slope, gradient);
      gradient.forEach((value, i) => {
        const nudge = (by: number) => {
          const moved = Float64Array.from(weights, (weight, k) => (k === i ? weight + by : weight));
          return netLogits(SHAPE, moved, state).reduce((sum, logit, o) => sum + (slope[o] as number) * logit, 0);
        };
        expect(value).toBeCloseTo((nudge(1e-5) - nudge(-1e-5)) / 2e-5, 8);
      });
    }
  });

  it('depends on its seed alone', () => {
    expect(createNetWeights(SHAPE, createRng(4))).toEqual(createNetWeights(SHAPE, createRng(4)));
    expect(createNetWeights(SHAPE, createRng(4))).not.toEqual(createNetWeights(SHAPE, createRng(5)));
  });
});
