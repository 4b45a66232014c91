import { draw } from '../draw.ts';
import { ACTIONS, isTerminal, type Lake, type LakePolicy, type Outcome } from './frozen-lake.ts';

/** One walk over a lake: action `actions[t]` in `states[t]` led to `states[t + 1]`, so there is one state more than actions. */
export interface Walk {
  readonly states: readonly number[];
  readonly actions: readonly number[];
  /** True when the last state is the goal. */
  readonly reached: boolean;
}

/** Where a step comes out, given a uniform number in [0, 1). */
function land(outcomes: readonly Outcome[], uniform: number): number {
  let rest = uniform;
  for (const { next, probability } of outcomes) {
    rest -= probability;
    if (rest < 0) return next;
  }
  return outcomes.at(-1)?.next as number;
}

/** Samples a walk until it ends on a hole or the goal, or the lake's horizon cuts it off. */
export function sampleWalk(lake: Lake, policy: LakePolicy, random: () => number, start = lake.start): Walk {
  const states = [start];
  const actions: number[] = [];
  for (let state = start; !isTerminal(lake, state) && actions.length < lake.horizon; ) {
    const action = draw(policy[state] as readonly number[], random);
    const outcomes = lake.outcomes[state]?.[action] ?? [];
    state = land(outcomes, random());
    actions.push(action);
    states.push(state);
  }
  return { states, actions, reached: states.at(-1) === lake.goal };
}

/** `policy` that with probability `carelessness` steps any way, each equally often. */
export function careless(policy: LakePolicy, carelessness: number): number[][] {
  return policy.map((row) => row.map((probability) => (1 - carelessness) * probability + carelessness / ACTIONS.length));
}

/**
 * `count` walks that reach the goal, as a demonstrator would keep them.
 * @throws RangeError when fewer than one walk in 10,000 reaches it.
 */
export function demonstrations(lake: Lake, policy: LakePolicy, count: number, random: () => number): Walk[] {
  const kept: Walk[] = [];
  for (let tries = 0; kept.length < count; tries += 1) {
    if (tries >= 10_000 * (kept.length + 1)) throw new RangeError('the demonstrator never reaches the goal');
    const walk = sampleWalk(lake, policy, random);
    if (walk.reached) kept.push(walk);
  }
  return kept;
}
