import { describe, expect, it } from 'vitest';
import { createRng } from '../math/rng.ts';
import { mean } from '../math/statistics.ts';
import { netPolicy, SOUP_GRID, SOUP_NET, soupGradient, soupTraining } from './soup-training.ts';
import { createSoupWorld, soupOracle, soupPoint } from './soup-world.ts';
import { createNetWeights } from './tanh-net.ts';

const BETA = 0.15;

function train(world: number, seed: number, sharedStart: boolean) {
  const run = soupTraining.create({ world, beta: BETA, sharedStart }, seed);
  while (!run.finished) run.step();
  return run.snapshot().points;
}

describe('soupGradient', () => {
  it('is what finite differences of the enumerated answers give', () => {
    const world = createSoupWorld(1, BETA);
    const weights = createNetWeights(SOUP_NET, createRng(2));
    const enumerated = (theta: Float64Array) =>
      mean(
        world.rewards.map((answers, prompt) =>
          answers.reduce((sum, [first, second], answer) => {
            const p = Math.exp(netPolicy(theta)[prompt]?.[answer] as number);
            return sum + p * (0.3 * first + 0.7 * second - BETA * Math.log(p * answers.length));
          }, 0),
        ),
      );
    const { value, gradient } = soupGradient(world, 0.3, weights);
    expect(value).toBeCloseTo(enumerated(weights), 12);
    gradient.forEach((slope, k) => {
      const nudge = (by: number) => enumerated(weights.map((weight, i) => (i === k ? weight + by : weight)));
      expect(slope).toBeCloseTo((nudge(1e-5) - nudge(-1e-5)) / 2e-5, 8);
    });
  });
});

describe('soupTraining', () => {
  it('brings both experts to the closed form', () => {
    const points = train(1, 1, true);
    const world = createSoupWorld(1, BETA);
    for (const i of [0, SOUP_GRID.length - 1]) {
      soupPoint(world, soupOracle(world, SOUP_GRID[i] as number)).forEach((value, reward) => {
        expect(Math.abs((points[i]?.[reward] as number) - value)).toBeLessThan(5e-3);
      });
    }
  });

  // Not so for each seed: a soup of experts with starts of their own may be the better one by luck.
  it('falls short of the optimum at one half by less than half as much when the start is shared, on average of 8 worlds and 5 seeds', () => {
    const shortfall = (sharedStart: boolean) =>
      mean(
        Array.from({ length: 40 }, (_, i) => {
          const world = createSoupWorld(1 + Math.floor(i / 5), BETA);
          const [first, second] = train(1 + Math.floor(i / 5), 1 + (i % 5), sharedStart)[10] as [number, number];
          return mean(soupPoint(world, soupOracle(world, 0.5))) - (first + second) / 2;
        }),
      );
    expect(shortfall(true)).toBeLessThan(shortfall(false) / 2);
  });

  it('depends on its seeds alone', () => {
    expect(train(2, 3, false)).toEqual(train(2, 3, false));
    expect(() => soupTraining.create({ world: 1, beta: 0, sharedStart: true }, 1)).toThrow('more than 0');
  });
});
