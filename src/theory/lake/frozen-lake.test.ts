import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/rng.ts';
import { mean } from '../../math/statistics.ts';
import { ACTIONS, createLake, isTerminal, LAKE_MAPS, type Lake, type LakePolicy, uniformPolicy } from './frozen-lake.ts';
import { reachability } from './reachability.ts';
import { successRate, successRates, transitionMatrix } from './success-rate.ts';
import { solveLake } from './value-iteration.ts';
import { careless, demonstrations, sampleWalk } from './walk.ts';

const TINY = ['SFF', 'FHF', 'FFG'];
const SMALLEST = ['SFF', 'FHG'];

/** Every deterministic policy of a lake, one action a frozen cell: 4^4 of the smallest. */
function* policies(lake: Lake): Generator<LakePolicy> {
  const free = Array.from(lake.cells, (_, state) => state).filter((state) => !isTerminal(lake, state));
  for (let code = 0; code < 4 ** free.length; code += 1) {
    const actions = new Map(free.map((state, i) => [state, Math.floor(code / 4 ** i) % 4]));
    yield Array.from(lake.cells, (_, state) => ACTIONS.map((__, action) => Number(action === (actions.get(state) ?? 0))));
  }
}

/** Success within `steps` by following every branch of every walk. */
function branch(lake: Lake, policy: LakePolicy, state: number, steps: number): number {
  if (state === lake.goal) return 1;
  if (steps === 0 || lake.cells[state] === 'H') return 0;
  return ACTIONS.reduce((sum, _, action) => {
    const weight = policy[state]?.[action] as number;
    if (weight === 0) return sum;
    return (lake.outcomes[state]?.[action] ?? []).reduce(
      (s, { next, probability }) => s + weight * probability * branch(lake, policy, next, steps - 1),
      sum,
    );
  }, 0);
}

describe('createLake', () => {
  it.each([true, false])('has outcomes that are distributions, slippery %s', (slippery) => {
    for (const map of Object.values(LAKE_MAPS)) {
      for (const rows of createLake(map, slippery).outcomes) {
        expect(rows).toHaveLength(4);
        for (const row of rows) expect(row.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
      }
    }
  });

  it('goes where the action says, aside on ice, and stays at the edge, in holes and on the goal', () => {
    const dry = createLake(LAKE_MAPS.small, false);
    expect(dry.outcomes[0]?.map(([outcome]) => outcome?.next)).toEqual([0, 4, 1, 0]);
    expect(dry.outcomes[5]?.map(([outcome]) => outcome?.next)).toEqual([5, 5, 5, 5]);
    // Down on ice from cell 10: left 9, down 14, right 11.
    expect(createLake(LAKE_MAPS.small, true).outcomes[10]?.[1]?.map(({ next }) => next)).toEqual([9, 14, 11]);
  });

  it.each([[['SG', 'F']], [['SFG', 'FXF']], [['FFG']], [['SSG']]])('refuses %j', (map) => {
    expect(() => createLake(map, true)).toThrow(RangeError);
  });
});

describe('solveLake', () => {
  it('has the known values of the 4x4 lake on ice', () => {
    const lake = createLake(LAKE_MAPS.small, true);
    // gamma .99: .542, as in any solution of FrozenLake-v1; without discount the best success probability is 14/17.
    expect(solveLake(lake, 0.99).values[0]).toBeCloseTo(0.542, 3);
    expect(solveLake(lake, 1).values[0]).toBeCloseTo(14 / 17, 9);
  });

  it.each([true, false])('finds the best of all deterministic policies, slippery %s', (slippery) => {
    const lake = createLake(SMALLEST, slippery);
    let best = 0;
    for (const policy of policies(lake)) best = Math.max(best, sweep(lake, policy, 0.9));
    const oracle = solveLake(lake, 0.9);
    expect(oracle.values[lake.start]).toBeCloseTo(best, 6);
    expect(reachability(lake, oracle.policy, 0.9)[lake.start]).toBeCloseTo(best, 6);
  });

  it('refuses a discount that is none', () => {
    expect(() => solveLake(createLake(TINY, true), 1.1)).toThrow('gamma 1.1');
  });
});

/** Discounted success by 300 plain sweeps over the transition matrix: slow, and nothing of the library's solver. */
function sweep(lake: Lake, policy: LakePolicy, gamma: number): number {
  let values = Array.from(lake.cells, () => 0);
  for (let k = 0; k < 300; k += 1) {
    values = values.map((_, state) => {
      if (isTerminal(lake, state)) return 0;
      const action = policy[state]?.indexOf(1) as number;
      return (lake.outcomes[state]?.[action] ?? []).reduce(
        (sum, { next, probability }) => sum + probability * (next === lake.goal ? 1 : gamma * (values[next] as number)),
        0,
      );
    });
  }
  return values[lake.start] as number;
}

describe('successRate', () => {
  it.each([0, 1, 2, 5])('is what following every branch gives, %i steps', (steps) => {
    const lake = createLake(TINY, true);
    const policy = careless(solveLake(lake).policy, 0.4);
    for (const state of [0, 1, 5]) expect(successRates(lake, policy, steps)[state]).toBeCloseTo(branch(lake, policy, state, steps), 12);
  });

  it('is the share of sampled walks that arrive', () => {
    const lake = createLake(LAKE_MAPS.small, true);
    const policy = careless(solveLake(lake).policy, 0.1);
    const random = createRng(3);
    const arrived = Array.from({ length: 20_000 }, () => Number(sampleWalk(lake, policy, random).reached));
    // Standard error .0035.
    expect(Math.abs(mean(arrived) - successRate(lake, policy))).toBeLessThan(0.014);
  });

  it('has rows of a transition matrix that sum to 1', () => {
    const lake = createLake(LAKE_MAPS.large, true);
    const matrix = transitionMatrix(lake, uniformPolicy(lake));
    for (let state = 0; state < 64; state += 1)
      expect(matrix.subarray(state * 64, state * 64 + 64).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });
});

describe('walks', () => {
  it('follow the lake and end on a terminal cell or at the horizon', () => {
    const lake = createLake(LAKE_MAPS.small, true);
    const random = createRng(11);
    for (let i = 0; i < 200; i += 1) {
      const { states, actions, reached } = sampleWalk(lake, uniformPolicy(lake), random);
      expect(states).toHaveLength(actions.length + 1);
      actions.forEach((action, t) => {
        expect(lake.outcomes[states[t] as number]?.[action]?.map(({ next }) => next)).toContain(states[t + 1]);
      });
      const last = states.at(-1) as number;
      expect(isTerminal(lake, last) || actions.length === lake.horizon).toBe(true);
      expect(reached).toBe(last === lake.goal);
    }
  });

  it('are demonstrations when they arrive, and a demonstrator that cannot is refused', () => {
    const lake = createLake(TINY, false);
    expect(demonstrations(lake, solveLake(lake).policy, 3, createRng(1)).map(({ reached }) => reached)).toEqual([true, true, true]);
    const stuck = lake.outcomes.map(() => [1, 0, 0, 0]);
    expect(() => demonstrations(lake, stuck, 1, createRng(1))).toThrow('never reaches');
  });
});
