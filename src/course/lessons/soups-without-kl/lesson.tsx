/** Lesson 5: without a KL term, the longer the experts train, the worse their soup. */
import { strings } from '../../../strings/strings.ts';
import { SHARED_ARM, THREE_ARM_STEPS, trainSoups } from '../../../theory/three-arm-bandit.ts';
import type { Lesson } from '../lesson.ts';
import { SoupsWithoutKlFigure } from './figure.tsx';
import { goalReached, initial, type KlState, newest, numbers, reset, wantedC, wantedShare, wantedSteps } from './kl-state.ts';

const rest = (state: KlState): KlState => ({ ...state, trainer: { ...state.trainer, playing: false } });
/** What a training to its end would have shown, for a reader who skips it; the figure's own then plays to the same end. */
const train = (state: KlState): KlState => ({
  ...state,
  course: trainSoups(state, [0, 10, 100, wantedSteps, THREE_ARM_STEPS]),
  trainer: { ...state.trainer, playing: true, speed: 'full' },
});

const soupsWithoutKl: Lesson<KlState> = {
  strings: strings.lessons['soups-without-kl'],
  initial,
  Figure: SoupsWithoutKlFigure,
  numbers,
  goal: goalReached,
  right: 1,
  steps: [
    {
      part: 'bars',
      on: (state) => reset({ ...rest(state), shows: { training: false, c: false, beta: false } }, { c: initial.c, beta: 0 }),
    },
    {
      part: 'training',
      on: (state) => reset({ ...state, shows: { training: true, c: false, beta: false } }, { c: initial.c, beta: 0 }),
      done: (state) => newest(state).steps >= wantedSteps,
      complete: train,
    },
    {
      part: 'sliders',
      on: (state) => ({ ...state, shows: { training: true, c: true, beta: false } }),
      done: (state) => state.c >= wantedC && newest(state).steps >= wantedSteps,
      complete: (state) => train(reset(state, { c: wantedC })),
    },
    {
      part: 'sliders',
      on: (state) => ({ ...reset(rest(state), { c: initial.c }), shows: { training: true, c: true, beta: true } }),
      done: (state) => {
        const { steps, soup } = newest(state);
        return state.beta > 0 && steps >= wantedSteps && soup[SHARED_ARM] >= wantedShare;
      },
      complete: (state) => train(reset(state, { beta: 0.2 })),
    },
  ],
};

export default soupsWithoutKl;
