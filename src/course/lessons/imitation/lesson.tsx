/** Lesson 14, first part: behaviour cloning, intuitive fine-tuning and policy gradient on one frozen lake. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { ImitationFigure } from './figure.tsx';
import { authors, change, type ImitationState, initial, numbers, reached } from './imitation-state.ts';

const imitation: Lesson<ImitationState> = {
  strings: strings.lessons.imitation,
  initial,
  Figure: ImitationFigure,
  numbers,
  goal: reached,
  right: 1,
  steps: [
    {
      part: 'training',
      on: (state) => ({
        ...change(state, { ...initial.config, ...authors }),
        trainer: { ...state.trainer, playing: false },
        shows: { ift: false },
        trained: false,
      }),
      done: ({ trained }) => trained,
      // Who skips finds the training running at the next step.
      complete: (state) => ({ ...state, trained: true }),
    },
    {
      part: 'sliders',
      on: (state) => ({ ...state, shows: { ift: true }, trainer: { ...state.trainer, playing: !state.finished } }),
    },
    { part: 'curves', on: (state) => ({ ...state, shows: { ift: true } }) },
  ],
};

export default imitation;
