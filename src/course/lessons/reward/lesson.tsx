/** Lesson 1: a reward is a number made of terms; each word has its credit; and what it counts is not what it means. */
import { brevity } from '../../../rewards/brevity.ts';
import { cheer } from '../../../rewards/cheer.ts';
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { RewardFigure } from './figure.tsx';
import { examples, initial, inputOf, numbers, type RewardState, wanted } from './reward-state.ts';

const reward: Lesson<RewardState> = {
  strings: strings.lessons.reward,
  initial,
  Figure: RewardFigure,
  numbers,
  goal: ({ fooled }) => fooled !== undefined,
  right: 1,
  steps: [
    {
      part: 'answer',
      on: (state) => ({ ...state, reward: cheer.id, text: examples.plainText, shows: { terms: false, credit: false, judges: false } }),
      done: (state) => cheer.score(inputOf(state)) >= wanted.cheer,
      complete: (state) => ({ ...state, text: examples.cheerfulText }),
    },
    {
      part: 'terms',
      on: (state) => ({ ...state, reward: brevity.id, text: examples.cheerfulText, shows: { terms: true, credit: false, judges: false } }),
      done: (state) => brevity.score(inputOf(state)) >= wanted.brevity,
      complete: (state) => ({ ...state, text: examples.shortText }),
    },
    {
      part: 'credit',
      on: (state) => ({ ...state, reward: cheer.id, text: examples.cheerfulText, shows: { terms: false, credit: true, judges: false } }),
    },
    {
      part: 'scores',
      on: (state) => ({ ...state, text: examples.plainText, shows: { terms: true, credit: true, judges: true } }),
    },
  ],
};

export default reward;
