import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/rng.ts';
import { mean } from '../../math/statistics.ts';
import { createLake, isTerminal, LAKE_MAPS, uniformPolicy } from './frozen-lake.ts';
import { countPairs, createGoalEmbedding, readReachability, stopEarly } from './goal-reward.ts';
import { GOAL_GAMMA, goalLake, goalTraining, goalWalker, heldOutWalks } from './goal-training.ts';
import { reachability } from './reachability.ts';
import { sampleWalk, type Walk } from './walk.ts';

const lake = goalLake();
const walker = goalWalker(lake);
const sample = (count: number, seed: number) => {
  const random = createRng(seed);
  return Array.from({ length: count }, () => sampleWalk(lake, walker, random));
};

/** Mean over a cell's visits of gamma^(steps to the goal - 1), 0 for walks that miss it: what the score estimates, counted by hand. */
function visitedReachability(walks: readonly Walk[], state: number): number {
  const worths = walks.flatMap(({ states, reached }) =>
    states.slice(0, -1).flatMap((each, t) => (each === state ? [reached ? GOAL_GAMMA ** (states.length - 2 - t) : 0] : [])),
  );
  return mean(worths);
}

describe('reachability', () => {
  it('is the mean discounted arrival of sampled walks', () => {
    const truth = reachability(lake, walker, GOAL_GAMMA)[lake.start] as number;
    const arrivals = sample(20_000, 9).map(({ reached, actions }) => (reached ? GOAL_GAMMA ** (actions.length - 1) : 0));
    expect(Math.abs(mean(arrivals) - truth)).toBeLessThan(0.006);
  });

  it('is 1 beside the goal when every step leads there, and 0 without a way', () => {
    expect(
      reachability(
        createLake(['SG'], false),
        [
          [0, 0, 1, 0],
          [1, 0, 0, 0],
        ],
        0.9,
      ),
    ).toEqual([1, 1]);
    const cut = createLake(['SHG'], false);
    expect(reachability(cut, uniformPolicy(cut), 0.9)[0]).toBe(0);
    expect(() => reachability(lake, walker, 1)).toThrow('gamma 1');
  });
});

describe('countPairs', () => {
  const walks = sample(60, 4);
  const pairs = countPairs(lake, walks, GOAL_GAMMA);

  it('makes two distributions over pairs', () => {
    for (const table of [pairs.near, pairs.apart]) expect(table.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it('has an optimum, log(near / apart), that reads as the discounted arrivals from each cell', () => {
    const n = lake.cells.length;
    const optimum = Array.from({ length: n }, (_, state) =>
      Math.log((pairs.near[state * n + lake.goal] as number) / (pairs.apart[state * n + lake.goal] as number)),
    );
    const read = readReachability(optimum, pairs);
    const visited = new Set(walks.flatMap(({ states }) => states.slice(0, -1)));
    expect(visited.size).toBeGreaterThan(5);
    for (const state of visited) expect(read[state]).toBeCloseTo(visitedReachability(walks, state), 9);
  });

  it('refuses walks without a good one', () => {
    expect(() =>
      countPairs(
        lake,
        walks.filter(({ reached }) => !reached),
        0.9,
      ),
    ).toThrow('expected a good one');
  });
});

describe('createGoalEmbedding', () => {
  it('tends to that optimum when its vectors are wide enough', () => {
    const walks = sample(400, 8);
    const pairs = countPairs(lake, walks, GOAL_GAMMA);
    const embedding = createGoalEmbedding(pairs, 12, 1);
    expect(embedding.loss()).toBeCloseTo(Math.log(2), 1);
    for (let k = 0; k < 1500; k += 1) embedding.step();
    const read = readReachability(embedding.similarities(lake.goal), pairs);
    const visited = new Set(walks.flatMap(({ states }) => states.slice(0, -1)));
    for (const state of visited) expect(Math.abs((read[state] as number) - visitedReachability(walks, state))).toBeLessThan(0.03);
  });

  it('has less loss the wider it is', () => {
    const pairs = countPairs(lake, sample(200, 8), GOAL_GAMMA);
    const losses = [1, 2, 6].map((dimensions) => {
      const embedding = createGoalEmbedding(pairs, dimensions, 2);
      for (let k = 0; k < 600; k += 1) embedding.step();
      return embedding.loss();
    });
    expect(losses[1]).toBeLessThan(losses[0] as number);
    expect(losses[2]).toBeLessThan(losses[1] as number);
    expect(() => createGoalEmbedding(pairs, 0, 1)).toThrow('0 dimensions');
  });
});

describe('goalTraining', () => {
  it('ranks cells as the true reachability does, in each of 5 seeds', () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const run = goalTraining.create({ walks: 400, dimensions: 4 }, seed);
      while (!run.finished) run.step();
      const { correlations, losses, scores, truth } = run.snapshot();
      expect(correlations.at(-1)).toBeGreaterThan(0.9);
      expect(losses.at(-1)).toBeLessThan(losses[0] as number);
      for (const [state, score] of scores.entries()) {
        expect(score === undefined).toBe(truth[state] === undefined);
        if (isTerminal(lake, state)) expect(score).toBeUndefined();
      }
    }
  });

  it('is the same run from the same seed', () => {
    const runs = [3, 3, 4].map((seed) => {
      const run = goalTraining.create({ walks: 50, dimensions: 2 }, seed);
      for (let k = 0; k < 20; k += 1) run.step();
      return run.snapshot();
    });
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]).not.toEqual(runs[2]);
  });
});

describe('stopEarly', () => {
  it('counts by hand', () => {
    const walks: Walk[] = [
      { states: [0, 1, 2], actions: [0, 0], reached: true },
      { states: [0, 3, 4], actions: [0, 0], reached: false },
      { states: [0, 5], actions: [0], reached: false },
    ];
    // The second is stopped on cell 3 with one step to go; the third is over before it can be stopped.
    expect(stopEarly(walks, [0.1, 0.9, 0.9, 0.1, 0, 0], 0.5)).toEqual({ badStopped: 0.5, goodKept: 1, stepsSaved: 0.2 });
    expect(stopEarly([], [], 0.5)).toEqual({ badStopped: 0, goodKept: 0, stepsSaved: 0 });
  });

  it('stops more and keeps less as the threshold rises', () => {
    const walks = heldOutWalks(lake, 1);
    const truth = reachability(lake, walker, GOAL_GAMMA);
    const stops = [0, 0.05, 0.1, 0.3, 1].map((threshold) => stopEarly(walks, truth, threshold));
    expect(stops[0]).toEqual({ badStopped: 0, goodKept: 1, stepsSaved: 0 });
    for (let i = 1; i < stops.length; i += 1) {
      expect(stops[i]?.badStopped).toBeGreaterThanOrEqual(stops[i - 1]?.badStopped as number);
      expect(stops[i]?.goodKept).toBeLessThanOrEqual(stops[i - 1]?.goodKept as number);
    }
    expect(LAKE_MAPS.small).toHaveLength(lake.height);
  });
});
