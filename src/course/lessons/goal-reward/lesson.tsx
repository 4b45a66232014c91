/** Lesson 14, second part: a goal-conditioned reward on the frozen lake, and the filter it makes. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { GoalFigure } from './figure.tsx';
import { change, type GoalState, initial, numbers, reached } from './goal-state.ts';

/** The training goes to its end by itself once its task is done. */
const goOn = (state: GoalState): GoalState => ({ ...state, trainer: { ...state.trainer, playing: !state.finished } });

const goalReward: Lesson<GoalState> = {
  strings: strings.lessons['goal-reward'],
  initial,
  Figure: GoalFigure,
  numbers,
  goal: reached,
  right: 1,
  steps: [
    {
      part: 'maps',
      on: (state) => ({
        ...change(state, initial.config),
        trainer: { ...state.trainer, playing: false },
        threshold: 0,
        shows: { truth: false, filter: false },
        agreed: false,
      }),
      done: ({ agreed }) => agreed,
      // Who skips finds it running at the next step.
      complete: (state) => ({ ...state, agreed: true }),
    },
    { part: 'truth', on: (state) => ({ ...goOn(state), threshold: 0, shows: { truth: true, filter: false } }) },
    { part: 'filter', on: (state) => ({ ...goOn(state), threshold: 0, shows: { truth: true, filter: true } }) },
  ],
};

export default goalReward;
