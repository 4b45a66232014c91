import { ACTIONS, type Lake, type LakePolicy } from './frozen-lake.ts';

/** P(next | state) when actions are drawn from `policy`, [states x states], rows summing to 1. */
export function transitionMatrix(lake: Lake, policy: LakePolicy): Float64Array {
  const n = lake.cells.length;
  const matrix = new Float64Array(n * n);
  for (let state = 0; state < n; state += 1) {
    for (let action = 0; action < ACTIONS.length; action += 1) {
      const weight = policy[state]?.[action] as number;
      for (const { next, probability } of lake.outcomes[state]?.[action] ?? []) {
        matrix[state * n + next] = (matrix[state * n + next] as number) + weight * probability;
      }
    }
  }
  return matrix;
}

/**
 * For every cell the probability that a walk under `policy` that begins there stands on the goal after at most `steps` steps.
 * Exact: s <- P s from the indicator of the goal, once a step; nothing is sampled.
 */
export function successRates(lake: Lake, policy: LakePolicy, steps = lake.horizon): Float64Array {
  const n = lake.cells.length;
  const matrix = transitionMatrix(lake, policy);
  let rates = new Float64Array(n);
  rates[lake.goal] = 1;
  for (let step = 0; step < steps; step += 1) {
    const before = new Float64Array(n);
    for (let state = 0; state < n; state += 1) {
      let sum = 0;
      for (let next = 0; next < n; next += 1) sum += (matrix[state * n + next] as number) * (rates[next] as number);
      before[state] = sum;
    }
    rates = before;
  }
  return rates;
}

/** Success probability from the lake's own start. */
export function successRate(lake: Lake, policy: LakePolicy, steps = lake.horizon): number {
  return successRates(lake, policy, steps)[lake.start] as number;
}
