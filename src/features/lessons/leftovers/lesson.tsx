/** Lesson 14, last part: offline A-LoL against behaviour cloning on a heap of mixed quality. */
import { strings } from '../../../strings/strings.ts';
import { leftoverTraining } from '../../../theory/lake/leftover-training.ts';
import type { Lesson } from '../lesson.ts';
import { LeftoversFigure } from './figure.tsx';
import { change, initial, type LeftoversState, numbers, passed, reached } from './leftovers-state.ts';

/** What the task's training comes to, for who skips it: the training itself, in the page, for as long as the task asks. */
function trained(state: LeftoversState): LeftoversState {
  const run = leftoverTraining.create(initial.config, state.trainer.seed);
  const steps = 40;
  for (let step = 0; step < steps; step += 1) run.step();
  return { ...state, config: initial.config, steps, snapshot: run.snapshot() };
}

const begin = (state: LeftoversState, shows: LeftoversState['shows']): LeftoversState => ({
  ...change(state, initial.config),
  trainer: { ...state.trainer, playing: false },
  shows,
});

const leftovers: Lesson<LeftoversState> = {
  strings: strings.lessons.leftovers,
  initial,
  Figure: LeftoversFigure,
  numbers,
  goal: reached,
  right: 1,
  steps: [
    { part: 'heap', on: (state) => begin(state, { learning: false, ground: false }) },
    {
      part: 'curves',
      on: (state) => begin(state, { learning: true, ground: false }),
      done: passed,
      complete: trained,
    },
    {
      part: 'sliders',
      on: (state) => ({ ...state, shows: { learning: true, ground: true }, trainer: { ...state.trainer, playing: !state.finished } }),
    },
  ],
};

export default leftovers;
