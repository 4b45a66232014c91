/** Lesson 12: one reward for two groups, EM, the max-min point, and a penalty on the variance between inferred groups. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { WhoseFigure } from './figure.tsx';
import { fairWorld, initial, isFair, liftedFairly, numbers, restart, WANTED_MAJORITY, type WhoseState } from './whose-state.ts';

const whoseReward: Lesson<WhoseState> = {
  strings: strings.lessons['whose-reward'],
  initial,
  Figure: WhoseFigure,
  numbers,
  goal: liftedFairly,
  right: 1,
  steps: [
    {
      part: 'voters',
      on: (state) => ({ ...restart(state, 'pooled'), world: initial.world }),
      done: ({ world }) => world.majority >= WANTED_MAJORITY,
      complete: (state) => ({ ...state, world: { ...state.world, majority: WANTED_MAJORITY } }),
    },
    {
      part: 'voters',
      on: (state) => ({
        ...restart(state, 'mixture'),
        trainer: { ...state.trainer, speed: 5, run: state.trainer.run + 1, playing: false },
      }),
      done: ({ scene, mixture, trainer }) => scene === 'mixture' && (trainer.playing || (mixture?.objective.length ?? 0) > 3),
      complete: (state) => ({ ...state, trainer: { ...state.trainer, playing: true } }),
    },
    {
      part: 'front',
      on: (state) => ({ ...restart(state, 'fair'), w: initial.w }),
      done: isFair,
      complete: (state) => ({ ...state, w: fairWorld(state.world, state.trainer.seed).fair.w }),
    },
    {
      part: 'styles',
      on: (state) => ({ ...restart(state, 'styles'), penalty: 0, trainer: { ...restart(state, 'styles').trainer, speed: 50 } }),
    },
  ],
};

export default whoseReward;
