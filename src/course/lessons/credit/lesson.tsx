/** Lesson 13: the same reward at the end, by prefix differences or by attention, and how soon each is learned from. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { type CreditState, initial, look, numbers, winner } from './credit-state.ts';
import { CreditFigure } from './figure.tsx';

const untrained = (state: CreditState): CreditState => ({ ...state, trainer: { ...state.trainer, playing: false } });

const credit: Lesson<CreditState> = {
  strings: strings.lessons.credit,
  initial,
  Figure: CreditFigure,
  numbers,
  goal: (state) => state.shows.lambda && winner(state) !== undefined,
  right: 1,
  steps: [
    { part: 'strip', on: (state) => ({ ...untrained(state), kind: 'end', shows: initial.shows }) },
    {
      part: 'choice',
      on: (state) => ({ ...untrained(state), kind: 'end', seen: [], shows: { ...initial.shows, choice: true } }),
      done: ({ seen }) => seen.includes('prefix') && seen.includes('attention'),
      complete: (state) => look(look(state, 'prefix'), 'attention'),
    },
    {
      part: 'curves',
      on: (state) => ({ ...restart(state), lambda: 1, shows: { choice: true, training: true, lambda: false } }),
      done: ({ trainer, finished }) => trainer.playing || finished,
      complete: (state) => ({ ...state, trainer: { ...state.trainer, playing: true } }),
    },
    {
      part: 'lambda',
      on: (state) => ({ ...state, shows: { choice: true, training: true, lambda: true } }),
    },
  ],
};

/** As `on` of a training step: a run that has not begun. */
function restart(state: CreditState): CreditState {
  return { ...state, learners: [], finished: false, trainer: { ...state.trainer, playing: false, run: state.trainer.run + 1 } };
}

export default credit;
