import { describe, expect, it } from 'vitest';
import { createAdam } from './adam.ts';

describe('createAdam', () => {
  it('moves by the rate on its first step, whatever the size of the slope', () => {
    const weights = new Float64Array(3);
    createAdam(3, 0.1).ascend(weights, Float64Array.of(1e-3, -50, 0));
    expect(weights[0]).toBeCloseTo(0.1, 5);
    expect(weights[1]).toBeCloseTo(-0.1, 5);
    expect(weights[2]).toBe(0);
  });

  it('climbs a parabola to its top', () => {
    const weights = Float64Array.of(3, -2);
    const adam = createAdam(2, 0.05);
    for (let step = 0; step < 2000; step += 1)
      adam.ascend(
        weights,
        weights.map((x, i) => -2 * (x - (i + 1))),
      );
    expect(weights[0]).toBeCloseTo(1, 3);
    expect(weights[1]).toBeCloseTo(2, 3);
  });

  // By hand from algorithm 1: slopes 1 then -1 give m = .9 * .1 - .1 = -.01, v = .999 * .001 + .001 = .001999.
  it('follows the paper’s second step', () => {
    const weights = new Float64Array(1);
    const adam = createAdam(1, 1);
    adam.ascend(weights, Float64Array.of(1));
    const before = weights[0] as number;
    adam.ascend(weights, Float64Array.of(-1));
    expect((weights[0] as number) - before).toBeCloseTo(-0.01 / 0.19 / Math.sqrt(0.001999 / 0.001999), 6);
  });
});
