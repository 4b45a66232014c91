/** Lesson 14, last part: offline A-LoL against behaviour cloning on a heap of mixed quality. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { LeftoversFigure } from './figure.tsx';
import { change, initial, type LeftoversState, numbers, reached } from './leftovers-state.ts';

const begin = (state: LeftoversState, shows: LeftoversState['shows']): LeftoversState => ({
  ...change(state, initial.config),
  trainer: { ...state.trainer, playing: false },
  shows,
  passed: false,
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
      done: ({ passed }) => passed,
      // Who skips finds it running at the next step.
      complete: (state) => ({ ...state, passed: true }),
    },
    {
      part: 'sliders',
      on: (state) => ({ ...state, shows: { learning: true, ground: true }, trainer: { ...state.trainer, playing: !state.finished } }),
    },
  ],
};

export default leftovers;
