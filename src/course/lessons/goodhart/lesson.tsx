/** Lesson 10: a proxy is optimised past the golden peak; a student learns its teacher's accidents; when to stop. */
import { strings } from '../../../strings/strings.ts';
import { goldenBeta, tiltedPoint } from '../../../theory/goodhart.ts';
import type { Lesson } from '../lesson.ts';
import { GoodhartFigure } from './figure.tsx';
import { atPeak, type GoodhartState, initial, numbers, restart, stoppedWell } from './goodhart-state.ts';

/** The world of the blind run, another than the one that was explained. */
const BLIND_SEED = 12;

const goodhart: Lesson<GoodhartState> = {
  strings: strings.lessons.goodhart,
  initial,
  Figure: GoodhartFigure,
  numbers,
  goal: stoppedWell,
  right: 1,
  steps: [
    {
      part: 'world',
      on: (state) => ({ ...state, scene: 'world', world: initial.world, kl: 0, trainer: { ...state.trainer, playing: false } }),
      done: atPeak,
      complete: (state) => ({ ...state, kl: tiltedPoint(state.world, goldenBeta(state.world)).kl }),
    },
    {
      part: 'golden',
      on: (state) => restart(state, 'students', initial.trainer.seed),
      done: ({ scene, trainer, finished }) => scene === 'students' && (trainer.playing || finished),
      complete: (state) => ({ ...state, trainer: { ...state.trainer, playing: true } }),
    },
    {
      part: 'decay',
      // A link into this step, or a new start, plays the run that it talks about.
      on: (state) =>
        state.scene === 'students'
          ? { ...state, scene: 'decay', trainer: { ...state.trainer, playing: !state.finished } }
          : ((fresh) => ({ ...fresh, trainer: { ...fresh.trainer, playing: true } }))(restart(state, 'decay', initial.trainer.seed)),
    },
    { part: 'proxy', on: (state) => restart(state, 'blind', BLIND_SEED) },
  ],
};

export default goodhart;
