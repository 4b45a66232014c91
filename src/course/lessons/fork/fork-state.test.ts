import { expect, it } from 'vitest';
import { forkGap } from '../../../theory/fork.ts';
import { initial, narrow, numbers, reshape, weigh, wide } from './fork-state.ts';

it('counts a narrow gap only after a wide one', () => {
  const agreed = reshape({ ...initial, world: { ...initial.world, conflict: 0.05 } }, { conflict: 0 });
  expect([agreed.wasWide, agreed.wasNarrow]).toEqual([false, false]);
  const parted = reshape(agreed, { conflict: 0.9 });
  expect([parted.wasWide, parted.wasNarrow]).toEqual([true, false]);
  expect(reshape(parted, { conflict: 0 }).wasNarrow).toBe(true);
});

it('lets the sliders reach both sides of the goal, and neither at a stroke of c', () => {
  expect(forkGap({ ...initial.world, beta: 0.02 }, 0.5)).toBeGreaterThan(wide);
  expect(forkGap({ ...initial.world, conflict: 0.05 }, 0.5)).toBeLessThan(narrow);
  expect(forkGap({ ...initial.world, c: 0.5 }, 0.5)).toBe(forkGap({ ...initial.world, c: 1 }, 0.5));
});

it('notes both ends and the middle of the weight, once each', () => {
  const state = [0.95, 1, 0.7, 0.52, 0.5, 0.2, 0.05, 0].reduce(weigh, initial);
  expect(state.visited).toEqual([1, 0, -1]);
  expect(state.weight).toBe(0);
});

it('begins the training anew in another world', () => {
  const trained = { ...initial, steps: 1500, finished: true, trained: true };
  const moved = reshape(trained, { beta: 0.2 });
  expect([moved.steps, moved.finished, moved.trained, moved.trainer.run]).toEqual([0, false, false, 1]);
});

it('says of the hope what truth and gap add up to', () => {
  const { hope, truth, gap } = numbers({ ...initial, weight: 0.5 });
  expect(Number(hope)).toBeCloseTo(Number(truth) + Number(gap), 2);
});
