/** Lesson 8: CLP and Rewarded Soups on the real model, side by side and then blind. */
import { equalWeighting } from '../../../math/simplex.ts';
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { SteerFigure } from './figure.tsx';
import { initial, mix, numbers, type SteerState, wantedCorners, wantedVotes } from './steer-state.ts';

const steer: Lesson<SteerState> = {
  strings: strings.lessons.steer,
  initial,
  Figure: SteerFigure,
  numbers,
  goal: ({ votes }) => votes.length >= wantedVotes,
  right: 2,
  steps: [
    {
      part: 'mix',
      on: (state) => ({ ...state, blind: false, corners: [] }),
      done: ({ corners }) => corners.length >= wantedCorners,
      complete: (state) => mix(mix(state, [1, 0, 0]), [0, 0, 1]),
    },
    { part: 'model', on: (state) => ({ ...state, blind: false, weights: equalWeighting(state.weights.length) }) },
    { part: 'pair', on: (state) => ({ ...state, blind: true }) },
  ],
};

export default steer;
