import { logSumExp, softmax } from '../../math/softmax.ts';
import { draw } from '../draw.ts';

/** A gridworld with a reward per visited cell and a fixed number of steps: where a reward is fitted from preferences over walks. */

/** A garden of `width` x `height` cells, numbered row by row. Nothing is terminal; a walk has exactly `horizon` steps. */
export interface Garden {
  readonly width: number;
  readonly height: number;
  readonly start: number;
  readonly horizon: number;
  /** True reward of standing on each cell after a step. */
  readonly rewards: readonly number[];
  /** moves[cell][action]: the cell that a step leads to; off the edge a step stays. */
  readonly moves: readonly (readonly number[])[];
}

/** A policy of a garden, one for each step still to go: probabilities[step][cell][action]. */
export type GardenPolicy = readonly (readonly (readonly number[])[])[];

export const GARDEN_ACTIONS = ['left', 'down', 'right', 'up'] as const;

const WORTH: Readonly<Record<string, number>> = { '.': 0, S: 0, '+': 1, '-': -1 };

/**
 * Flowers (+) near the start, nettles (-) with few flowers between them farther off, where a careless walk seldom comes.
 */
export const GARDEN_MAP = ['S.+..--', '..+.-.-', '++..--.', '...-.--', '.-.--+-', '--.-.--', '-.--+-.'] as const;

/** @throws RangeError when the map is not equally long rows of the letters S . + - with one S. */
export function createGarden(map: readonly string[] = GARDEN_MAP, horizon = 12): Garden {
  const width = map[0]?.length ?? 0;
  const cells = map.join('');
  if (map.some((row) => row.length !== width) || /[^S.+-]/.test(cells) || !/^[^S]*S[^S]*$/.test(cells)) {
    throw new RangeError(`map ${map.join('/')}: expected equally long rows of S, ., + and - with one S`);
  }
  const moves = Array.from(cells, (_, cell) => {
    const [x, y] = [cell % width, Math.floor(cell / width)];
    return [
      x > 0 ? cell - 1 : cell,
      y < map.length - 1 ? cell + width : cell,
      x < width - 1 ? cell + 1 : cell,
      y > 0 ? cell - width : cell,
    ];
  });
  return {
    width,
    height: map.length,
    start: cells.indexOf('S'),
    horizon,
    rewards: Array.from(cells, (cell) => WORTH[cell] as number),
    moves,
  };
}

/** Steps every way equally often: the policy that preferences are first asked about, and the anchor of `softPolicy`. */
export function careless(garden: Garden): GardenPolicy {
  const row = GARDEN_ACTIONS.map(() => 1 / GARDEN_ACTIONS.length);
  return Array.from({ length: garden.horizon }, () => garden.moves.map(() => row));
}

/**
 * The exact optimum of E[sum of rewards] - temperature x KL(policy || careless), by a backward sweep of
 * V_t(s) = temperature log mean_a exp((r(s') + V_t+1(s')) / temperature).
 */
export function softPolicy(garden: Garden, rewards: readonly number[], temperature: number): GardenPolicy {
  if (!(temperature > 0)) throw new RangeError(`temperature ${temperature}: expected more than 0`);
  let values: readonly number[] = garden.moves.map(() => 0);
  const policy: number[][][] = [];
  for (let step = 0; step < garden.horizon; step += 1) {
    const ahead = values;
    const worths = garden.moves.map((moves) => moves.map((next) => ((rewards[next] as number) + (ahead[next] as number)) / temperature));
    policy.unshift(worths.map((row) => softmax(row)));
    values = worths.map((row) => temperature * (logSumExp(row) - Math.log(GARDEN_ACTIONS.length)));
  }
  return policy;
}

/** Expected visits of each cell in a walk under `policy`; they sum to the horizon. Exact. */
export function visits(garden: Garden, policy: GardenPolicy): number[] {
  const total = garden.moves.map(() => 0);
  let here = garden.moves.map((_, cell) => Number(cell === garden.start));
  for (const rows of policy) {
    const there = garden.moves.map(() => 0);
    garden.moves.forEach((moves, cell) => {
      moves.forEach((next, action) => {
        there[next] = (there[next] as number) + (here[cell] as number) * (rows[cell]?.[action] as number);
      });
    });
    here = there;
    for (let cell = 0; cell < total.length; cell += 1) total[cell] = (total[cell] as number) + (here[cell] as number);
  }
  return total;
}

/** Expected sum of `rewards` over a walk that visits cells as counted. */
export function returnOf(counts: readonly number[], rewards: readonly number[]): number {
  return counts.reduce((sum, count, cell) => sum + count * (rewards[cell] as number), 0);
}

/** Samples a walk and counts how often it stands on each cell: the features that a reward is fitted on. */
export function sampleVisits(garden: Garden, policy: GardenPolicy, random: () => number): number[] {
  const counts = garden.moves.map(() => 0);
  let cell = garden.start;
  for (const rows of policy) {
    const action = draw(rows[cell] as readonly number[], random);
    cell = garden.moves[cell]?.[action] as number;
    counts[cell] = (counts[cell] as number) + 1;
  }
  return counts;
}
