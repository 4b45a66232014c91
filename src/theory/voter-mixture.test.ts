import { describe, expect, it } from 'vitest';
import { type Choice, choiceProbability } from './bradley-terry.ts';
import { emStep, fitOneReward, type MixtureState, mixtureObjective, responsibilities, voterMixture } from './voter-mixture.ts';
import { createVoters, groupWeights, type VoterWorld } from './voters.ts';

const WORLD: VoterWorld = { voters: 60, majority: 0.7, angle: 120, choices: 12 };
const SEEDS = [1, 2, 3, 4, 5];

const cosine = (a: readonly number[], b: readonly number[]) => {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

describe('the E-step, against Bayes by hand', () => {
  it('weighs shares by the probability of every choice', () => {
    const state: MixtureState = {
      rewards: [
        [1, 0],
        [0, 1],
      ],
      shares: [0.8, 0.2],
    };
    const choices: Choice[] = [{ difference: [-1, 2] }, { difference: [0.5, 0.5] }];
    const joint = state.rewards.map((weights, g) =>
      choices.reduce((p, { difference }) => p * choiceProbability(weights, difference, [0, 0]), state.shares[g] as number),
    );
    const total = (joint[0] as number) + (joint[1] as number);
    responsibilities(choices, state).forEach((p, g) => {
      expect(p).toBeCloseTo((joint[g] as number) / total, 12);
    });
    expect(mixtureObjective([choices], state)).toBeCloseTo(Math.log(total) - 0.1, 12);
  });
});

describe('EM over simulated voters, in each of five seeds', () => {
  const runs = SEEDS.map((seed) => {
    const run = voterMixture.create(WORLD, seed);
    for (let round = 0; round < 100 && !run.finished; round += 1) run.step();
    return run.snapshot();
  });

  it('never lowers the likelihood', () => {
    for (const { objective } of runs) {
      objective.slice(1).forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual((objective[i] as number) - 1e-7);
      });
      expect(objective.length).toBeLessThan(100);
    }
  });

  it('finds who belongs to whom, but for the names of the groups', () => {
    for (const { belongs, truth } of runs) {
      const hits = belongs.filter((p, i) => p > 0.5 === (truth[i] === 1)).length / truth.length;
      expect(Math.max(hits, 1 - hits)).toBeGreaterThan(0.9);
    }
  });

  it('finds both rewards and the shares', () => {
    const truth = groupWeights(WORLD);
    for (const { rewards, shares } of runs) {
      const swapped = cosine(rewards[0] as number[], truth[0]) < cosine(rewards[1] as number[], truth[0]) ? 1 : 0;
      truth.forEach((weights, g) => {
        expect(cosine(rewards[(g + swapped) % 2] as number[], weights)).toBeGreaterThan(0.95);
      });
      expect(Math.abs((shares[swapped] as number) - 0.7)).toBeLessThan(0.1);
    }
  });

  it('one reward for all goes the way of the majority, the more the larger it is', () => {
    for (const seed of SEEDS) {
      const towards = [0.5, 0.7, 0.9].map((majority) => {
        const world = { ...WORLD, majority };
        const choices = createVoters(world, seed).map((voter) => voter.choices);
        return cosine(fitOneReward(choices, 2), groupWeights(world)[0]);
      });
      expect(towards[1]).toBeGreaterThan(towards[0] as number);
      expect(towards[2]).toBeGreaterThan(towards[1] as number);
      expect(towards[2]).toBeGreaterThan(0.95);
    }
  });
});

it('with a single kind of voter there is nothing to divide: the mixture explains hardly more than one reward', () => {
  const choices = createVoters({ ...WORLD, angle: 0 }, 3).map((voter) => voter.choices);
  const one = fitOneReward(choices, 2);
  let state: MixtureState = { rewards: [one, [-1, 1]], shares: [0.5, 0.5] };
  for (let round = 0; round < 60; round += 1) state = emStep(choices, state);
  const gain = mixtureObjective(choices, state) - mixtureObjective(choices, { rewards: [one, one], shares: [0.5, 0.5] });
  expect(gain / choices.length).toBeLessThan(0.1);
});

it('refuses worlds that are none', () => {
  expect(() => createVoters({ ...WORLD, majority: 1.2 }, 1)).toThrow('majority is 1.2, expected a share in [0, 1]');
  expect(() => createVoters({ ...WORLD, angle: 200 }, 1)).toThrow('angle is 200, expected 0 to 180 degrees');
});
