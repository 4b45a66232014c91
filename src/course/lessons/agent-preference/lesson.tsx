/** Lesson 14, third part: REBEL's agent preference against the over-optimisation of a fitted reward. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { PreferenceFigure } from './figure.tsx';
import { change, initial, numbers, type PreferenceState, reached } from './preference-state.ts';

const agentPreference: Lesson<PreferenceState> = {
  strings: strings.lessons['agent-preference'],
  initial,
  Figure: PreferenceFigure,
  numbers,
  goal: reached,
  right: 1,
  steps: [
    {
      part: 'maps',
      on: (state) => ({
        ...change(state, initial.config),
        trainer: { ...state.trainer, playing: false },
        shows: { vote: false },
        trained: false,
        failed: false,
      }),
      done: ({ trained }) => trained,
      // Who skips finds it running at the next step.
      complete: (state) => ({ ...state, trained: true }),
    },
    {
      part: 'sliders',
      on: (state) => ({
        ...change(state, { ...initial.config, agent: 0.02 }),
        shows: { vote: true },
        trainer: { ...state.trainer, playing: true, speed: 'full' },
      }),
    },
    {
      part: 'curves',
      on: (state) => ({
        ...change(state, { ...initial.config, agent: 0.02 }),
        shows: { vote: true },
        failed: false,
        trainer: { ...state.trainer, playing: false },
      }),
      done: ({ failed }) => failed,
      complete: (state) => ({ ...change(state, { agent: -0.1, pairs: 40 }), failed: true }),
    },
  ],
};

export default agentPreference;
