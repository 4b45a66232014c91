/** Lesson 11: choices between measured texts, a Bradley-Terry reward on readable features, and its use as an axis. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { TasteFigure } from './figure.tsx';
import { agrees, initial, isKnown, numbers, SKIPPED_TO, skipTo, type TasteState, WANTED_FIRST } from './taste-state.ts';

const taste: Lesson<TasteState> = {
  strings: strings.lessons.taste,
  initial,
  Figure: TasteFigure,
  numbers,
  goal: agrees,
  right: 0,
  steps: [
    {
      part: 'pair',
      on: (state) => ({ ...state, shows: { weights: false, scatter: false } }),
      done: ({ votes }) => votes.length >= WANTED_FIRST,
      complete: (state) => skipTo(state, WANTED_FIRST),
    },
    {
      part: 'weights',
      on: (state) => ({ ...state, shows: { weights: true, scatter: false } }),
      // A reader who skips before the texts are here has votes, and their weights when the texts come.
      done: (state) => (state.samples ? isKnown(state) : state.votes.length >= SKIPPED_TO),
      complete: (state) => skipTo(state, SKIPPED_TO),
    },
    { part: 'scatter', on: (state) => ({ ...state, shows: { weights: true, scatter: true } }) },
    { part: 'pair', on: (state) => ({ ...state, shows: { weights: true, scatter: true } }) },
  ],
};

export default taste;
