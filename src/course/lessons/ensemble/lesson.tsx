/** Lesson 15, second part: an ensemble of the real scorers, and its disagreement as an alarm. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { type EnsembleState, edit, initial, judge, numbers, wanted } from './ensemble-state.ts';
import { EnsembleFigure } from './figure.tsx';

const words = strings.lessons.ensemble.figure;

const ensemble: Lesson<EnsembleState> = {
  strings: strings.lessons.ensemble,
  initial,
  Figure: EnsembleFigure,
  numbers,
  goal: ({ found }) => found !== undefined,
  right: 1,
  steps: [
    {
      part: 'scores',
      on: (state) => ({ ...state, text: words.start, shows: { votes: false, alarm: false } }),
      done: (state) => judge(state).combined.mean > wanted.mean,
      complete: (state) => edit(state, { text: words.praiseText }),
    },
    { part: 'votes', on: (state) => ({ ...state, shows: { votes: true, alarm: false } }) },
    { part: 'alarm', on: (state) => ({ ...state, text: words.start, shows: { votes: true, alarm: true } }) },
  ],
};

export default ensemble;
