/** Lesson 9: DeRa and MOD in a language whose texts can be counted, and their cost on the real model. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { type DecodingState, initial, numbers, turn, wanted } from './decoding-state.ts';
import { DecodingFigure } from './figure.tsx';

const decoding: Lesson<DecodingState> = {
  strings: strings.lessons.decoding,
  initial,
  Figure: DecodingFigure,
  numbers,
  goal: ({ broken }) => broken !== undefined,
  right: 1,
  steps: [
    {
      part: 'next',
      on: (state) => ({ ...state, view: 'dera', furthest: 1, lambda: 0.5, met: [] }),
      done: ({ met }) => met.includes(0) && met.includes(1),
      complete: (state) => turn(turn(state, 0), 1),
    },
    { part: 'curve', on: (state) => ({ ...state, view: 'dera', furthest: wanted.furthest, lambda: 1.5 }) },
    { part: 'curve', on: (state) => ({ ...state, view: 'mod', weight: 0.5 }) },
    { part: 'cost', on: (state) => ({ ...state, view: 'cost', furthest: wanted.furthest, lambda: 1.5 }) },
  ],
};

export default decoding;
