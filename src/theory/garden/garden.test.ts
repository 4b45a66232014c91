import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/rng.ts';
import { compare, createRewardFit, fitGradient } from './fitted-reward.ts';
import { careless, createGarden, type Garden, type GardenPolicy, returnOf, sampleVisits, softPolicy, visits } from './garden.ts';
import { REBEL_TEMPERATURE, rebelTraining } from './rebel-training.ts';

const small = createGarden(['S+', '-.'], 3);

/** Every walk of a garden with its probability under a policy: 4^horizon of them. */
function walks(garden: Garden, policy: GardenPolicy): { cells: number[]; actions: number[]; probability: number }[] {
  let found = [{ cells: [garden.start], actions: [] as number[], probability: 1 }];
  for (const rows of policy) {
    found = found.flatMap(({ cells, actions, probability }) =>
      [0, 1, 2, 3].map((action) => {
        const here = cells.at(-1) as number;
        return {
          cells: [...cells, garden.moves[here]?.[action] as number],
          actions: [...actions, action],
          probability: probability * (rows[here]?.[action] as number),
        };
      }),
    );
  }
  return found;
}

const earned = (garden: Garden, cells: readonly number[], rewards: readonly number[]) =>
  cells.slice(1).reduce((sum, cell) => sum + (rewards[cell] as number), 0) + 0 * garden.horizon;

describe('softPolicy', () => {
  it.each([0.2, 1, 5])('makes a walk as likely as its return says, at temperature %d', (temperature) => {
    const rewards = [0.3, 1, -0.7, 0.2];
    const found = walks(small, softPolicy(small, rewards, temperature));
    const masses = found.map(({ cells }) => Math.exp(earned(small, cells, rewards) / temperature));
    const total = masses.reduce((sum, mass) => sum + mass, 0);
    found.forEach(({ probability }, i) => {
      expect(probability).toBeCloseTo((masses[i] as number) / total, 12);
    });
  });

  it('is careless when all cells are alike, and refuses no temperature', () => {
    expect(softPolicy(small, [2, 2, 2, 2], 0.5)).toEqual(careless(small));
    expect(() => softPolicy(small, [0, 0, 0, 0], 0)).toThrow('temperature 0');
  });
});

describe('visits', () => {
  it('counts what every walk together counts', () => {
    const policy = softPolicy(small, [0.3, 1, -0.7, 0.2], 0.5);
    const counted = [0, 0, 0, 0];
    for (const { cells, probability } of walks(small, policy)) {
      for (const cell of cells.slice(1)) counted[cell] = (counted[cell] as number) + probability;
    }
    expect(visits(small, policy)).toEqual(counted.map((count) => expect.closeTo(count, 12)));
    expect(returnOf(visits(small, policy), small.rewards)).toBeCloseTo(
      walks(small, policy).reduce((sum, { cells, probability }) => sum + probability * earned(small, cells, small.rewards), 0),
      12,
    );
  });

  it('is the mean of sampled walks, which have the horizon as their length', () => {
    const garden = createGarden();
    const random = createRng(4);
    const sum = garden.moves.map(() => 0);
    for (let k = 0; k < 4000; k += 1) {
      const counts = sampleVisits(garden, careless(garden), random);
      expect(counts.reduce((a, b) => a + b)).toBe(garden.horizon);
      counts.forEach((count, cell) => {
        sum[cell] = (sum[cell] as number) + count / 4000;
      });
    }
    visits(garden, careless(garden)).forEach((count, cell) => {
      expect(Math.abs((sum[cell] as number) - count)).toBeLessThan(0.1);
    });
  });
});

describe('createGarden', () => {
  it.each([[['S+', '.']], [['..', '..']], [['SS']], [['Sx']]])('refuses %j', (map) => {
    expect(() => createGarden(map)).toThrow(RangeError);
  });
});

describe('fitGradient', () => {
  it('is the gradient of the log-likelihood plus the agent term, by finite differences', () => {
    const random = createRng(6);
    const comparisons = Array.from({ length: 5 }, () => compare(small, careless(small), random));
    const counts = visits(small, careless(small));
    const rewards = [0.4, -0.2, 0.9, 0];
    const objective = (at: readonly number[]) =>
      comparisons.reduce((sum, { difference }) => sum - Math.log1p(Math.exp(-returnOf(difference, at))), 0) / 5 +
      (0.3 * returnOf(counts, at)) / small.horizon;
    fitGradient(rewards, comparisons, 0.3, counts, small.horizon).forEach((slope, i) => {
      const nudged = (by: number) => objective(rewards.map((reward, j) => (i === j ? reward + by : reward)));
      expect(slope).toBeCloseTo((nudged(1e-5) - nudged(-1e-5)) / 2e-5, 7);
    });
  });

  it('finds the true order of cells from many comparisons', () => {
    const fit = createRewardFit(small, careless(small), { pairs: 3000, agent: 0, temperature: 1 }, 2);
    for (let k = 0; k < 60; k += 1) fit.step();
    const [start, flower, nettle, grass] = fit.rewards as [number, number, number, number];
    expect(flower - start).toBeCloseTo(1, 0);
    expect(grass - nettle).toBeCloseTo(1, 0);
    expect(Math.abs(grass - start)).toBeLessThan(0.3);
  });
});

describe('createRewardFit', () => {
  const garden = createGarden();
  const reference = careless(garden);
  const end = (agent: number, pairs: number, seed: number) => {
    const fit = createRewardFit(garden, reference, { pairs, agent, temperature: REBEL_TEMPERATURE }, seed);
    for (let k = 0; k < 80; k += 1) fit.step();
    return fit;
  };
  const truth = (agent: number, pairs: number, seed: number) => returnOf(end(agent, pairs, seed).counts(), garden.rewards);
  const seeds = [1, 7920, 15_839, 23_758, 31_677];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('over-optimises: it says its policy is better than the truly best one, in each of 5 seeds', () => {
    const best = visits(garden, softPolicy(garden, garden.rewards, 0.05));
    for (const seed of seeds) {
      const fit = end(0, 40, seed);
      expect(returnOf(fit.counts(), fit.rewards)).toBeGreaterThan(0.97 * returnOf(best, fit.rewards));
      expect(returnOf(fit.counts(), garden.rewards)).toBeLessThan(returnOf(best, garden.rewards) - 0.1);
    }
  });

  it('ends higher with some agent preference and lower with the sign turned, over 5 seeds of 80 comparisons', () => {
    const plain = mean(seeds.map((seed) => truth(0, 80, seed)));
    expect(mean(seeds.map((seed) => truth(0.1, 80, seed)))).toBeGreaterThan(plain + 0.5);
    expect(mean(seeds.map((seed) => truth(-0.1, 80, seed)))).toBeLessThan(plain - 1);
  });

  it('may take its first mistake for its taste when comparisons are few', () => {
    expect(truth(0.2, 25, 5 * 7919 + 1)).toBeLessThan(-5);
    expect(truth(0, 25, 5 * 7919 + 1)).toBeGreaterThan(5);
  });
});

describe('rebelTraining', () => {
  it('is the same fit twice when the agent has no say', () => {
    const run = rebelTraining.create({ agent: 0, pairs: 20, steps: 4 }, 3);
    while (!run.finished) run.step();
    const { plain, agent, gain, best, careless: usual } = run.snapshot();
    expect(agent).toEqual(plain);
    expect(plain.truth).toHaveLength(5);
    expect(gain).toEqual({ mean: 0, low: 0, high: 0 });
    expect(best).toBeGreaterThan(usual);
  });

  it('refuses what is none', () => {
    expect(() => rebelTraining.create({ agent: Number.NaN, pairs: 4 }, 1)).toThrow('agent NaN');
    expect(() => rebelTraining.create({ agent: 0, pairs: 0 }, 1)).toThrow('0 pairs');
  });
});
