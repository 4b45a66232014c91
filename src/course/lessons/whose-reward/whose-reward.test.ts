import { describe, expect, it } from 'vitest';
import { groupInvariance } from '../../../theory/group-invariance.ts';
import {
  degreesBetween,
  fairWorld,
  initial,
  isFair,
  liftedFairly,
  numbers,
  pooledFit,
  type WhoseState,
  withoutPenalty,
} from './whose-state.ts';

function trained(penalty: number, steps = 300): WhoseState {
  const run = groupInvariance.create({ penalty }, initial.trainer.seed);
  for (let step = 0; step < steps; step += 1) run.step();
  return { ...initial, scene: 'styles', penalty, invariance: run.snapshot(), finished: run.finished };
}

it('measures angles between directions', () => {
  expect(degreesBetween([1, 0], [0, 2])).toBeCloseTo(90, 9);
  expect(degreesBetween([1, 1], [-1, -1])).toBeCloseTo(180, 9);
  expect(degreesBetween([3, 0], [5, 0])).toBeCloseTo(0, 9);
});

it('the one reward turns to the majority as it grows', () => {
  const off = [0.6, 0.8].map((majority) => Number(numbers({ ...initial, world: { ...initial.world, majority } }).offFirst));
  expect(off[1]).toBeLessThan(off[0] as number);
  expect(pooledFit(initial.world, 1).voters).toHaveLength(initial.world.voters);
});

it('some weight of the slider is the max-min point, and the first one is not', () => {
  expect(isFair(initial)).toBe(false);
  const weights = Array.from({ length: 101 }, (_, i) => i / 100);
  expect(weights.some((w) => isFair({ ...initial, w }))).toBe(true);
  const { fair, pooled } = fairWorld(initial.world, 1);
  expect(Math.min(...fair.rewards)).toBeGreaterThan(Math.min(...pooled.rewards));
});

describe('the goal', () => {
  it('is reached by a middle penalty, not by none, too much, or half a run', () => {
    expect(liftedFairly(trained(4))).toBe(true);
    expect(liftedFairly(trained(0))).toBe(false);
    expect(liftedFairly(trained(24))).toBe(false);
    expect(liftedFairly(trained(4, 20))).toBe(false);
    expect(liftedFairly({ ...trained(4), scene: 'fair' })).toBe(false);
  });

  it('is measured against training without a penalty', () => {
    const { invariance } = trained(0);
    expect(withoutPenalty(1).mean).toBe(invariance?.course.at(-1)?.mean);
  });
});
