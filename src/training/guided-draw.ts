/**
 * Preference vectors drawn where the front still grows (after Dynamic Reward Weighting, arXiv 2509.11452). Twin of models/tiller/guided_draw.py.
 *
 * A cell of the simplex is drawn in proportion to 0.5 + 1.5 tanh(growth / 0.02), the paper's meta-reward with the growth of the hypervolume in rewards'
 * own scales over the origin; here it chooses preference vectors instead of scaling rewards.
 */
import { hypervolume } from '../math/hypervolume.ts';
import { edgeGrid, interiorGrid, nearestWeighting } from '../math/simplex.ts';
import type { WeightingDraw } from './weighting-draws.ts';

/** What was observed, by cell. A checkpoint holds it. */
export interface FrontArchive {
  /** Mean rewards of a cell's answers, recent ones more; null before the first. */
  readonly means: readonly (readonly number[] | null)[];
  /** By how much the hypervolume grew when the cell was seen last. */
  readonly growth: readonly number[];
}

/** The simplex is cut into the points of a lattice of thirds. */
const STEPS = 3;
/** Of a cell's mean rewards. */
const MEMORY = 0.5;
/** A growth of the hypervolume by this much counts as large. */
const SCALE = 0.02;
/** Vectors of the plain draw that a cell's nearest is taken from, for each row. */
const CHOICE = 8;

/** The points of the lattice: cells are what is nearest to them. */
export function cellsOf(rewards: number): number[][] {
  return rewards === 1 ? [[1]] : [...edgeGrid(rewards, STEPS + 1), ...interiorGrid(rewards, STEPS)];
}

/** For each row a cell by its chance, and of many vectors of the plain draw the nearest to it. */
export function guidedDraw(rewards: number, plain: WeightingDraw): WeightingDraw {
  const cells = cellsOf(rewards);
  return (rows, random, archive) => {
    const chances = cells.map((_, cell) => 0.5 + 1.5 * Math.tanh((archive?.growth[cell] ?? 0) / SCALE));
    const total = chances.reduce((sum, chance) => sum + chance, 0);
    const wanted = Array.from({ length: rows }, () => cells[drawIndex(chances, total * random())] as number[]);
    const pool = plain(rows * CHOICE, random);
    return wanted.map((cell) => pool[nearestWeighting(cell, pool)] as number[]);
  };
}

/** The archive after the mean rewards that preference vectors earned; both by group. */
export function observed(
  archive: FrontArchive | undefined,
  weightings: readonly (readonly number[])[],
  earned: readonly (readonly number[])[],
): FrontArchive {
  const rewards = (weightings[0] as readonly number[]).length;
  const cells = cellsOf(rewards);
  const means = archive ? [...archive.means] : cells.map(() => null);
  const growth = archive ? [...archive.growth] : cells.map(() => 0);
  const volume = () =>
    hypervolume(
      means.filter((mean) => mean !== null),
      new Array<number>(rewards).fill(0),
    );
  weightings.forEach((weights, group) => {
    const cell = nearestWeighting(weights, cells);
    const found = earned[group] as readonly number[];
    const before = volume();
    const known = means[cell];
    means[cell] = known ? known.map((mean, i) => MEMORY * mean + (1 - MEMORY) * (found[i] as number)) : found;
    growth[cell] = Math.max(0, volume() - before);
  });
  return { means, growth };
}

/** The index at which the running sum of `chances` passes `at`. */
function drawIndex(chances: readonly number[], at: number): number {
  let rest = at;
  const index = chances.findIndex((chance) => {
    rest -= chance;
    return rest < 0;
  });
  return index < 0 ? chances.length - 1 : index;
}
