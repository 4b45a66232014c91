/**
 * Which preference vectors training sees. A draw is a function of the number of rows and of uniform numbers in [0, 1): one point of the
 * simplex for each row. Twin of models/tiller/draws.py, from our own generator: a seed draws other vectors here than there.
 */
import { drawDirichlet } from '../math/draws.ts';
import { cornerWeighting } from '../math/simplex.ts';
import type { FrontArchive } from './guided-draw.ts';

/** @param archive what the front has shown so far, for a draw that it guides; the others do without. */
export type WeightingDraw = (rows: number, random: () => number, archive?: FrontArchive) => number[][];

/** The values in random order (Fisher and Yates; Durstenfeld 1964), a new array. */
export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const order = [...values];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}

/** Only these preference vectors, each about equally often: one left out for some steps drifts with none to correct it. */
export function points(weightings: readonly (readonly number[])[]): WeightingDraw {
  return (rows, random) => {
    const first = Math.floor(random() * weightings.length);
    const turns = Array.from({ length: rows }, (_, row) => [...(weightings[(first + row) % weightings.length] as readonly number[])]);
    return shuffled(turns, random);
  };
}

/** Only single rewards: what experts are trained at. */
export function corners(rewards: number): WeightingDraw {
  return points(Array.from({ length: rewards }, (_, i) => cornerWeighting(rewards, i)));
}

/**
 * Dirichlet(alpha) over the simplex (alpha 1: uniform), and a corner for `cornerShare` of the rows.
 * @throws RangeError for an alpha that is not above 0, or a share outside [0, 1].
 */
export function dirichlet(rewards: number, alpha: number, cornerShare: number): WeightingDraw {
  if (!(alpha > 0)) throw new RangeError(`alpha is ${alpha}, expected a number above 0`);
  if (!(cornerShare >= 0 && cornerShare <= 1)) throw new RangeError(`corner share is ${cornerShare}, expected a number from 0 to 1`);
  const atCorners = corners(rewards);
  return (rows, random) =>
    atCorners(rows, random).map((corner) => (random() < cornerShare ? corner : drawDirichlet(random, alpha, rewards)));
}

/** For one reward against closeness to the base: w = (s, 1 - s) with s uniform on [low, 1], and s = 1 for `endShare` of the rows. */
export function strengths(low: number, endShare: number): WeightingDraw {
  return (rows, random) =>
    Array.from({ length: rows }, () => {
      const s = random() < endShare ? 1 : low + (1 - low) * random();
      return [s, 1 - s];
    });
}
