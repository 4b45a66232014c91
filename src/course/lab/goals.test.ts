/** The goals of lessons 14 and 15 can be reached, by what their steps teach, and are not reached by what a reader finds at the start. */
import { expect, it } from 'vitest';
import { nashMix } from '../../theory/conversation/crowd.ts';
import { rebelTraining } from '../../theory/garden/rebel-training.ts';
import { goalTraining } from '../../theory/lake/goal-training.ts';
import { imitationRace } from '../../theory/lake/imitation-race.ts';
import { leftoverTraining } from '../../theory/lake/leftover-training.ts';
import type { Trainable } from '../../theory/trainable.ts';
import * as preference from '../lessons/agent-preference/preference-state.ts';
import * as crowd from '../lessons/crowd/crowd-state.ts';
import * as goal from '../lessons/goal-reward/goal-state.ts';
import * as imitation from '../lessons/imitation/imitation-state.ts';
import * as leftovers from '../lessons/leftovers/leftovers-state.ts';
import { anew, controlled, type LabTraining, progressed, stopped } from './lab-training.ts';

/** The state after the worker would have trained its config to the end. */
function trained<Config, Snapshot, State extends LabTraining<Snapshot> & { readonly config: Config }>(
  { create }: Trainable<Config, Snapshot>,
  state: State,
): State {
  const run = create(state.config, state.trainer.seed);
  let steps = 0;
  for (; !run.finished; steps += 1) run.step();
  return { ...state, ...progressed<Snapshot>(state, { steps, snapshot: run.snapshot(), finished: true }) };
}

it('imitation: half a guess in the input, no later losses; not at the settings of the authors', () => {
  expect(imitation.reached(trained(imitationRace, imitation.initial))).toBe(false);
  expect(imitation.reached(trained(imitationRace, imitation.change(imitation.initial, { lambda: 0.5, gamma: 0 })))).toBe(true);
});

it('goal reward: a trained score and the right threshold; neither alone', () => {
  const untrained = { ...goal.initial, threshold: 0.04 };
  expect(goal.reached(untrained)).toBe(false);
  expect(goal.reached(trained(goalTraining, goal.initial))).toBe(false);
  expect(goal.reached(trained(goalTraining, untrained))).toBe(true);
});

it('agent preference: a small weight and enough comparisons; not without the vote', () => {
  expect(preference.reached(trained(rebelTraining, preference.initial))).toBe(false);
  expect(preference.reached(trained(rebelTraining, preference.change(preference.initial, { agent: 0.1, pairs: 80 })))).toBe(true);
});

it('leftovers: a heap with few good walks on dry ground; not half of them, not on ice', () => {
  expect(leftovers.reached(trained(leftoverTraining, leftovers.initial))).toBe(false);
  expect(leftovers.reached(trained(leftoverTraining, leftovers.change(leftovers.initial, { share: 0.1 })))).toBe(true);
  expect(leftovers.reached(trained(leftoverTraining, leftovers.change(leftovers.initial, { share: 0.1, slippery: true })))).toBe(false);
});

it('crowd: the Nash mix, to a step of the arrow keys; no corner', () => {
  const [, brief, playful] = nashMix(crowd.initial.groups);
  for (const [b, p] of [
    [brief, playful],
    [brief + 0.01, playful],
    [brief, playful - 0.01],
  ] as const) {
    expect(crowd.margin({ ...crowd.initial, mix: crowd.mixAt(b, p) })).toBeLessThanOrEqual(crowd.wanted.goal);
  }
  for (const mix of [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ] as const) {
    expect(crowd.margin({ ...crowd.initial, mix })).toBeGreaterThan(crowd.wanted.first);
  }
});

it('a point outside the triangle of mixes is brought back into it', () => {
  for (const [b, p] of [
    [1, 1],
    [0.7, 0.9],
    [0, 1],
    [0.2, 0.3],
  ] as const) {
    const mix = crowd.mixAt(b, p);
    expect(mix.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...mix)).toBeGreaterThanOrEqual(0);
  }
});

it('sizes of the groups stay on the simplex', () => {
  for (const change of [{ a: 0.9 }, { b: 1 }, { a: 0 }]) {
    const { groups } = crowd.resize(crowd.initial, change);
    expect(groups.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...groups)).toBeGreaterThanOrEqual(0);
  }
});

it('another config forgets the results and goes on playing; starting over rests; a new speed keeps them', () => {
  const done: LabTraining<number> = { ...stopped, finished: true, steps: 9, snapshot: 1 };
  expect(anew(done)).toMatchObject({ snapshot: undefined, steps: 0, finished: false, trainer: { playing: true } });
  expect(controlled(done, { run: 1, playing: false })).toMatchObject({ snapshot: undefined, trainer: { playing: false, run: 1 } });
  expect(controlled(done, { speed: 5 })).toEqual({ trainer: { ...stopped.trainer, speed: 5 } });
});
