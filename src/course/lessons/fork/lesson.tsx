/** Lesson 6: the fork, where mixing exact experts fails in spite of a KL term, and where a policy is conditioned matters. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { ForkFigure } from './figure.tsx';
import { type ForkState, initial, numbers, restart, weigh } from './fork-state.ts';

const nothing = { mix: false, meter: false, world: false, training: false };
const standard = (state: ForkState): ForkState => ({
  ...restart(state),
  world: initial.world,
  trainer: { ...state.trainer, playing: false },
});

const fork: Lesson<ForkState> = {
  strings: strings.lessons.fork,
  initial,
  Figure: ForkFigure,
  numbers,
  goal: ({ wasNarrow }) => wasNarrow,
  right: 1,
  steps: [
    {
      part: 'choice',
      on: (state) => weigh({ ...standard(state), visited: [], shows: nothing }, 1),
      done: ({ visited }) => visited.length === 3,
      complete: (state) => [1, 0.5, 0, 0.5].reduce(weigh, state),
    },
    { part: 'trees', on: (state) => weigh({ ...standard(state), shows: { ...nothing, mix: true } }, 0.5) },
    { part: 'meter', on: (state) => ({ ...standard(state), shows: { ...nothing, mix: true, meter: true } }) },
    {
      part: 'training',
      on: (state) => ({ ...standard(state), shows: { ...nothing, mix: true, meter: true, training: true } }),
      done: ({ trained }) => trained,
      // Who skips the training finds it running at the next step.
      complete: (state) => ({ ...state, trained: true }),
    },
    {
      part: 'table',
      on: (state) => ({
        ...state,
        shows: { mix: true, meter: true, world: true, training: true },
        trainer: { ...state.trainer, playing: !state.finished, speed: 'full' },
      }),
    },
  ],
};

export default fork;
