import { expect, it } from 'vitest';
import { sigmoid } from '../../../math/softmax.ts';
import { measureFork, measureForkPoint } from '../../../theory/fork.ts';
import { createForkPolicy, logOdds } from '../../../theory/fork-policy.ts';
import { FORK_STEPS } from '../../../theory/fork-training.ts';
import {
  type ClpState,
  conditionedOf,
  drawsOf,
  goalReached,
  initial,
  type Layers,
  oracle,
  policyConfig,
  thetaOf,
  world,
} from './clp-state.ts';

function train(layers: Layers): ClpState {
  const state = { ...initial, layers };
  const policy = createForkPolicy(world, policyConfig(state), 1);
  for (let step = 0; step < FORK_STEPS; step += 1) policy.step();
  return { ...state, front: measureFork(world, policy.at), ends: [policy.weights(1), policy.weights(0)], finished: true };
}

it('is reached with the first layer conditioned, and neither with the last nor with both', () => {
  const first = train('first');
  expect(goalReached(first)).toBe(true);
  expect(goalReached({ ...first, finished: false })).toBe(false);
  expect(goalReached(train('second'))).toBe(false);
  expect(goalReached(train('both'))).toBe(false);
  expect((['first', 'second', 'both'] as const).map((layers) => conditionedOf({ layers }))).toEqual([8, 8, 16]);
});

it('shows the net that makes the policy: its choice at a weight is that of the front', () => {
  const state = { ...train('first'), weight: 0.3 };
  const theta = thetaOf(state) as Float64Array;
  expect(sigmoid(logOdds(theta, 0))).toBeCloseTo(state.front?.points[3]?.left as number, 9);
  const point = measureForkPoint(world, 0.3, { start: logOdds(theta, 0), left: logOdds(theta, 1) });
  expect(point.regret).toBeCloseTo(state.front?.points[3]?.regret as number, 9);
});

it('draws the corners as often as it says, and its oracle has no regret', () => {
  const draws = drawsOf({ layers: 'both', logAlpha: 0, cornerMass: 0.5 });
  expect(draws.filter((w) => w === 0 || w === 1).length / draws.length).toBeCloseTo(0.5, 1);
  expect(oracle.maxRegret).toBeLessThan(1e-12);
});
