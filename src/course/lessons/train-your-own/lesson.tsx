/** Lesson 16: from two word lists to a front, and what guard, twin, price of KL and corner share are for: each is switched off once. */
import { strings } from '../../../strings/strings.ts';
import type { Lesson } from '../lesson.ts';
import { OwnFigure } from './figure.tsx';
import { initial, madeOwn, numbers, type OwnState } from './own-state.ts';

const { guard, twin, price, cornerShare } = initial;
/** As the workshop has them; the reader's lists stay. */
const usual = { guard, price, cornerShare };

const trainYourOwn: Lesson<OwnState> = {
  strings: strings.lessons['train-your-own'],
  initial,
  Figure: OwnFigure,
  numbers,
  goal: madeOwn,
  right: 2,
  steps: [
    {
      part: 'front',
      on: (state) => ({ ...state, ...usual, twin }),
      done: ({ weight }) => weight === 0 || weight === 1,
      complete: (state) => ({ ...state, weight: 1 }),
    },
    {
      part: 'guard',
      on: (state) => ({ ...state, ...usual, twin, weight: 1 }),
      done: (state) => !state.guard,
      complete: (state) => ({ ...state, guard: false }),
      out: (state) => ({ ...state, guard }),
    },
    {
      part: 'price',
      on: (state) => ({ ...state, ...usual, twin, weight: 1 }),
      done: (state) => state.twin && state.price <= 0.1,
      complete: (state) => ({ ...state, price: 0.05, twin: true }),
      out: (state) => ({ ...state, price }),
    },
    {
      part: 'corners',
      on: (state) => ({ ...state, ...usual, twin }),
      done: (state) => state.cornerShare === 0,
      complete: (state) => ({ ...state, cornerShare: 0 }),
      out: (state) => ({ ...state, cornerShare }),
    },
    { part: 'lists', on: (state) => ({ ...state, ...usual, twin: true }) },
  ],
};

export default trainYourOwn;
