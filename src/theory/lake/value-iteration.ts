import { ACTIONS, isTerminal, type Lake } from './frozen-lake.ts';

/** The best that can be done on a lake when a success after t steps is worth gamma^(t - 1). */
export interface Oracle {
  /** Best discounted success probability from each state; 0 in terminal states, whose walk is over. */
  readonly values: readonly number[];
  /** A best policy: all probability on one action a state (the first of equals). */
  readonly policy: readonly (readonly number[])[];
}

/**
 * Value iteration: V(s) = max_a sum_s' P(s'|s,a) (1{s' is the goal} + gamma V(s')), in place, until nothing moves by more than 1e-12.
 * With gamma 1 the fixed point that starts from 0 is the best success probability without a limit of steps.
 * @throws RangeError unless gamma is in [0, 1].
 */
export function solveLake(lake: Lake, gamma = 0.99): Oracle {
  if (!(gamma >= 0 && gamma <= 1)) throw new RangeError(`gamma ${gamma}: expected a number in [0, 1]`);
  const values = new Array<number>(lake.cells.length).fill(0);
  const worth = (state: number, action: number) =>
    (lake.outcomes[state]?.[action] ?? []).reduce(
      (sum, { next, probability }) => sum + probability * (next === lake.goal ? 1 : gamma * (values[next] as number)),
      0,
    );
  for (let moved = Infinity; moved > 1e-12; ) {
    moved = 0;
    for (let state = 0; state < values.length; state += 1) {
      if (isTerminal(lake, state)) continue;
      const best = Math.max(...ACTIONS.map((_, action) => worth(state, action)));
      moved = Math.max(moved, Math.abs(best - (values[state] as number)));
      values[state] = best;
    }
  }
  const policy = values.map((value, state) => {
    // Rounding must not choose among equals, or the policy would differ between machines.
    const action = Math.max(
      0,
      ACTIONS.findIndex((_, each) => worth(state, each) >= value - 1e-9),
    );
    return ACTIONS.map((_, each) => Number(each === action));
  });
  return { values, policy };
}
