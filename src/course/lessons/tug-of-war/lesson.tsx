/** Lesson 2: the KL-regularised bandit in closed form, and DeRa on the same curve. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { TugFigure } from './figure.tsx';
import { alignedBeta, betaOf, curvesMeet, initial, numbers, type TugState, trained, underLimit, wantedShare } from './tug-state.ts';

const nothing = { tuned: false, curve: false, dera: false };

const tugOfWar: Lesson<TugState> = {
  strings: strings.lessons['tug-of-war'],
  initial,
  Figure: TugFigure,
  numbers,
  // Of the last steps only: the sweep of step 2 passes through the window by itself.
  goal: (state) => state.shows.curve && underLimit(state),
  right: 1,
  steps: [
    { part: 'bars', on: (state) => ({ ...state, shows: nothing }) },
    {
      part: 'sliders',
      on: (state) => ({ ...state, logBeta: 1, shows: { ...nothing, tuned: true } }),
      done: (state) => Math.exp(trained(betaOf(state)).at(-1) as number) >= wantedShare,
      complete: (state) => ({ ...state, logBeta: -1.5 }),
    },
    { part: 'curve', on: (state) => ({ ...state, shows: { tuned: true, curve: true, dera: false } }) },
    {
      part: 'sliders',
      on: (state) => ({ ...state, logBeta: -0.82, lambda: 1, shows: { tuned: true, curve: true, dera: true } }),
      done: curvesMeet,
      complete: (state) => ({ ...state, lambda: alignedBeta / betaOf(state) }),
    },
  ],
};

export default tugOfWar;
