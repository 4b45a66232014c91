/** Lesson 7: one policy trained over sampled weightings; what the sampling and the choice of layers do. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { alphaOf, type ClpSettings, type ClpState, change, goalReached, initial, largeAlpha, numbers } from './clp-state.ts';
import { ClpFigure } from './figure.tsx';

const even: ClpSettings = { layers: 'both', logAlpha: 0, cornerMass: 0.25 };

/** Enters a step with these settings, untrained and at rest. */
function begin(state: ClpState, settings: ClpSettings, shows: ClpState['shows']): ClpState {
  const begun = change(state, settings);
  return { ...begun, shows, trainer: { ...begun.trainer, playing: false } };
}

const clp: Lesson<ClpState> = {
  strings: strings.lessons.clp,
  initial,
  Figure: ClpFigure,
  numbers,
  goal: goalReached,
  right: 1,
  steps: [
    {
      part: 'training',
      on: (state) => begin(state, even, { sampling: false, layers: false }),
      done: ({ trained }) => trained,
      complete: (state) => ({ ...state, trained: true }),
    },
    {
      part: 'sampling',
      on: (state) => begin(state, even, { sampling: true, layers: false }),
      done: (state) => state.trained && alphaOf(state) >= largeAlpha * 0.999 && state.cornerMass === 0,
      complete: (state) => ({ ...change(state, { logAlpha: Math.log10(largeAlpha), cornerMass: 0 }), trained: true }),
    },
    {
      part: 'sampling',
      on: (state) => begin(state, even, { sampling: true, layers: false }),
      done: ({ trained, cornerMass }) => trained && cornerMass === 1,
      complete: (state) => ({ ...change(state, { cornerMass: 1 }), trained: true }),
    },
    { part: 'layers', on: (state) => begin(state, even, { sampling: true, layers: true }) },
  ],
};

export default clp;
