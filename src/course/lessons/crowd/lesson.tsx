/** Lesson 15, first part: preferences that go in circles, and two-turn self-play to their Nash mix. */
import { strings } from '../../../strings/strings.ts';
import { anew } from '../../lab/lab-training.ts';
import type { Lesson } from '../lesson.ts';
import { type CrowdState, initial, margin, numbers, wanted } from './crowd-state.ts';
import { CrowdFigure } from './figure.tsx';

const start = { groups: initial.groups, mix: initial.mix, alpha: initial.alpha };

const crowd: Lesson<CrowdState> = {
  strings: strings.lessons.crowd,
  initial,
  Figure: CrowdFigure,
  numbers,
  goal: (state) => margin(state) <= wanted.goal,
  right: 1,
  steps: [
    {
      part: 'mix',
      on: (state) => ({ ...state, ...anew(state, { playing: false }), ...start, shows: { training: false, groups: false } }),
      done: (state) => margin(state) <= wanted.first,
      complete: (state) => ({ ...state, mix: [0.45, 0.3, 0.25] }),
    },
    {
      part: 'training',
      on: (state) => ({
        ...state,
        ...anew(state, { playing: false }),
        groups: initial.groups,
        alpha: initial.alpha,
        shows: { training: true, groups: false },
        rested: false,
      }),
      done: ({ rested }) => rested,
      // Who skips finds it running at the next step.
      complete: (state) => ({ ...state, rested: true }),
    },
    {
      part: 'sliders',
      on: (state) => ({ ...state, shows: { training: true, groups: true }, trainer: { ...state.trainer, playing: !state.finished } }),
    },
  ],
};

export default crowd;
