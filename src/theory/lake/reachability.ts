import { ACTIONS, isTerminal, type Lake, type LakePolicy } from './frozen-lake.ts';

/**
 * Discounted reachability of the goal from every cell: E[gamma^(T - 1)] where T is the step on which a walk under `policy` reaches the goal,
 * and 0 for walks that never do. It is the Q-like quantity that a goal-conditioned reward estimates (arXiv 2407.13887): near 1 beside the goal, 0 in a hole.
 * Solved by sweeping R(s) = sum_a pi(a|s) sum_s' P(s'|s,a) (1{s' is the goal} + gamma R(s')) until nothing moves by more than 1e-12.
 * On the goal itself it is 1 by convention.
 * @throws RangeError unless gamma is in [0, 1).
 */
export function reachability(lake: Lake, policy: LakePolicy, gamma: number): number[] {
  if (!(gamma >= 0 && gamma < 1)) throw new RangeError(`gamma ${gamma}: expected a number in [0, 1)`);
  const values = new Array<number>(lake.cells.length).fill(0);
  for (let moved = Infinity; moved > 1e-12; ) {
    moved = 0;
    for (let state = 0; state < values.length; state += 1) {
      if (isTerminal(lake, state)) continue;
      let value = 0;
      for (let action = 0; action < ACTIONS.length; action += 1) {
        const weight = policy[state]?.[action] as number;
        for (const { next, probability } of lake.outcomes[state]?.[action] ?? []) {
          value += weight * probability * (next === lake.goal ? 1 : gamma * (values[next] as number));
        }
      }
      moved = Math.max(moved, Math.abs(value - (values[state] as number)));
      values[state] = value;
    }
  }
  values[lake.goal] = 1;
  return values;
}

/** Cells that a walk from the start can be in, holes and goal included. */
export function reachableCells(lake: Lake): number[] {
  const found = new Set([lake.start]);
  for (const state of found) {
    for (const outcomes of lake.outcomes[state] ?? []) for (const { next } of outcomes) found.add(next);
  }
  return [...found].sort((a, b) => a - b);
}
