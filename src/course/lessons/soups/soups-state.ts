/** The state of the lesson's figure, and all that follows from it. */
import { SOUP_GRID, SOUP_STEPS } from '../../../theory/soup-training.ts';
import { aboveChord, createSoupWorld, type SoupPoint, soupOracle, soupPoint, tabularSoup } from '../../../theory/soup-world.ts';
import type { Numbers } from '../../prose/parse-prose.ts';
import type { TrainerSettings } from '../../training/settings.ts';

export interface SoupsState {
  /** Seed of the world. */
  readonly world: number;
  readonly sharedStart: boolean;
  readonly trainer: TrainerSettings;
  readonly steps: number;
  /** The nets' soups over SOUP_GRID; empty before the first snapshot. */
  readonly points: readonly SoupPoint[];
  readonly finished: boolean;
  /** Trained to the end with this start in this step, or passed over. */
  readonly trained: boolean;
  /** Weight of the first expert, one of SOUP_GRID. */
  readonly weight: number;
  /** Prompt whose answers are shown. */
  readonly prompt: number;
  readonly guess: SoupPoint;
  readonly served: boolean;
  readonly guessed: boolean;
  readonly shows: 'nets' | 'soups' | 'tables' | 'starts' | 'guess';
}

export const beta = 0.15;
export const wanted = 0.05;
export const tolerance = 0.04;
export const firstWorld = 4;

export const initial: SoupsState = {
  world: firstWorld,
  sharedStart: true,
  trainer: { playing: false, speed: 200, seed: 1, run: 0 },
  steps: 0,
  points: [],
  finished: false,
  trained: false,
  weight: 1,
  prompt: 0,
  guess: [0.5, 0.5],
  served: false,
  guessed: false,
  shows: 'nets',
};

/** Begins the training anew. */
export function retrain(state: SoupsState, sharedStart: boolean): SoupsState {
  const trainer = { ...state.trainer, run: state.trainer.run + 1 };
  return { ...state, sharedStart, trainer, steps: 0, points: [], finished: false, trained: false };
}

/** Points of the closed form over SOUP_GRID. */
export function oraclePoints(world: number): SoupPoint[] {
  const soupWorld = createSoupWorld(world, beta);
  return SOUP_GRID.map((w) => soupPoint(soupWorld, soupOracle(soupWorld, w)));
}

export function tablePoint(world: number, w: number): SoupPoint {
  const soupWorld = createSoupWorld(world, beta);
  return soupPoint(soupWorld, tabularSoup(soupWorld, w));
}

/** The middle of the chord, which is where a first guess stands. */
export function chordMiddle(world: number): SoupPoint {
  const [first, second] = [tablePoint(world, 1), tablePoint(world, 0)];
  return [(first[0] + second[0]) / 2, (first[1] + second[1]) / 2];
}

/** Another world to guess in. */
export function renew(state: SoupsState): SoupsState {
  const world = state.world + 1;
  return { ...state, world, guess: chordMiddle(world), served: false };
}

export const distanceOf = ({ world, guess }: Pick<SoupsState, 'world' | 'guess'>): number => {
  const [x, y] = tablePoint(world, 0.5);
  return Math.hypot(guess[0] - x, guess[1] - y);
};

export function serve(state: SoupsState): SoupsState {
  return { ...state, served: true, guessed: state.guessed || distanceOf(state) <= tolerance };
}

/** The nets' experts, or none before the first snapshot. */
export function ends({ points }: Pick<SoupsState, 'points'>): readonly [SoupPoint, SoupPoint] | undefined {
  const [first, last] = [points[0], points.at(-1)];
  return first && last ? [first, last] : undefined;
}

export function soupAt({ points, weight }: Pick<SoupsState, 'points' | 'weight'>): SoupPoint | undefined {
  return points[SOUP_GRID.findIndex((w) => Math.abs(w - weight) < 1e-9)];
}

export function heightOf(state: Pick<SoupsState, 'points' | 'weight'>): number {
  const [chord, soup] = [ends(state), soupAt(state)];
  return chord && soup ? aboveChord(soup, chord) : 0;
}

export function numbers(state: SoupsState): Numbers {
  const { points, steps, weight, world } = state;
  const chord = ends(state);
  const interior = SOUP_GRID.length - 2;
  const mean = ([x, y]: SoupPoint) => (x + y) / 2;
  const half = points[(SOUP_GRID.length - 1) / 2];
  const [realX, realY] = tablePoint(world, 0.5);
  const [first, second] = [tablePoint(world, 1), tablePoint(world, 0)];
  return {
    steps,
    allSteps: SOUP_STEPS,
    interior,
    above: chord ? points.slice(1, -1).filter((point) => aboveChord(point, chord) > 0).length : 0,
    wanted: wanted.toFixed(2),
    height: heightOf(state).toFixed(3),
    weight: weight.toFixed(2),
    soupX: soupAt(state)?.[0].toFixed(2) ?? '–',
    soupY: soupAt(state)?.[1].toFixed(2) ?? '–',
    shortfall: half ? (mean(tablePoint(world, 0.5)) - mean(half)).toFixed(3) : '–',
    tolerance: tolerance.toFixed(2),
    bulge: aboveChord([realX, realY], [first, second]).toFixed(2),
    distance: distanceOf(state).toFixed(3),
    realX: realX.toFixed(2),
    realY: realY.toFixed(2),
    firstX: first[0].toFixed(2),
    firstY: first[1].toFixed(2),
    secondX: second[0].toFixed(2),
    secondY: second[1].toFixed(2),
  };
}
