/** Lesson 3: scalarisation as a turning line, hypervolume as an area, and a dent that no line reaches. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { FrontFigure } from './figure.tsx';
import { type FrontState, gain, initial, measure, numbers, supported, wantedGain, wantedPolicies } from './front-state.ts';
import { worlds } from './policies.ts';

const hidden = { ruler: false, area: false, candidate: false };

const front: Lesson<FrontState> = {
  strings: strings.lessons.front,
  initial,
  Figure: FrontFigure,
  numbers,
  goal: (state) => state.hidden !== undefined,
  right: 1,
  steps: [
    { part: 'policies', on: (state) => ({ ...state, world: 'bulge', ruler: 'sum', shows: hidden }) },
    {
      part: 'ruler',
      on: (state) => measure({ ...state, shows: { ...hidden, ruler: true }, visited: [] }, { world: 'bulge', ruler: 'sum' }),
      done: ({ visited }) => visited.length >= wantedPolicies,
      complete: (state) => [0.2, 0.4, 0.6, 0.8].reduce((at, weight) => measure(at, { weight }), state),
    },
    {
      part: 'area',
      on: (state) => ({
        ...state,
        world: 'bulge',
        ruler: 'sum',
        shows: { ruler: false, area: true, candidate: true },
        candidate: [0.45, 0.45],
      }),
      done: (state) => gain(state) >= wantedGain,
      complete: (state) => ({ ...state, candidate: [0.7, 0.75] }),
    },
    {
      part: 'ruler',
      on: (state) => measure({ ...state, shows: { ...hidden, ruler: true }, visited: [] }, { world: 'dent', ruler: 'sum', weight: 0.5 }),
      done: ({ visited, world }) => supported(world).every((index) => visited.includes(index)),
      complete: (state) => worlds.dent.reduce((at, _, i) => measure(at, { weight: i / (worlds.dent.length - 1) }), state),
    },
    {
      part: 'choice',
      on: (state) => measure({ ...state, shows: { ...hidden, ruler: true }, visited: [] }, { world: 'dent', ruler: 'sum', weight: 0.5 }),
    },
  ],
};

export default front;
