/** Lesson 4: averaging weights; above the chord, exact in a table, and dependent on a shared start in a net. */
import { strings } from '../../../strings/strings.ts';
import { SOUP_GRID, soupTraining } from '../../../theory/soup-training.ts';
import type { Lesson } from '../lesson.ts';
import { SoupsFigure } from './figure.tsx';
import { beta, chordMiddle, firstWorld, heightOf, initial, numbers, retrain, type SoupsState, wanted } from './soups-state.ts';

/** The world of the guess; others follow it. */
const guessWorld = 11;

const rest = (state: SoupsState): SoupsState => ({ ...state, trainer: { ...state.trainer, playing: false } });

/** Trains as the figure would have, for a reader who skips it; some ten milliseconds. The figure's own then plays to the same end. */
function train(state: SoupsState): SoupsState {
  const run = soupTraining.create({ world: state.world, beta, sharedStart: state.sharedStart }, state.trainer.seed);
  while (!run.finished) run.step();
  return { ...state, points: run.snapshot().points, trained: true, trainer: { ...state.trainer, playing: true, speed: 'full' } };
}

/** The soup that lies highest above the chord. */
function highest(state: SoupsState): SoupsState {
  const heights = SOUP_GRID.map((weight) => heightOf({ ...state, weight }));
  return { ...state, weight: SOUP_GRID[heights.indexOf(Math.max(...heights))] as number };
}

const soups: Lesson<SoupsState> = {
  strings: strings.lessons.soups,
  initial,
  Figure: SoupsFigure,
  numbers,
  goal: ({ guessed }) => guessed,
  right: 1,
  steps: [
    {
      part: 'training',
      on: (state) => ({ ...rest(retrain({ ...state, world: firstWorld }, true)), shows: 'nets', weight: 1 }),
      done: ({ trained }) => trained,
      complete: train,
    },
    {
      part: 'weight',
      on: (state) => ({
        ...(state.sharedStart && state.world === firstWorld ? state : train(retrain({ ...state, world: firstWorld }, true))),
        shows: 'soups',
        weight: 1,
      }),
      done: (state) => heightOf(state) >= wanted,
      complete: highest,
    },
    { part: 'answers', on: (state) => ({ ...rest(state), world: firstWorld, shows: 'tables', weight: 0.5, served: false }) },
    {
      part: 'weight',
      on: (state) => ({
        ...train(retrain({ ...state, world: firstWorld }, true)),
        trained: false,
        shows: 'starts',
        weight: 0.5,
        served: false,
      }),
      done: ({ trained, sharedStart }) => trained && !sharedStart,
      complete: (state) => train(retrain(state, false)),
    },
    {
      part: 'plot',
      on: (state) => ({ ...rest(state), shows: 'guess', world: guessWorld, guess: chordMiddle(guessWorld), served: false, prompt: 0 }),
    },
  ],
};

export default soups;
