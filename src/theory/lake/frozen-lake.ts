/** Frozen Lake (Gymnasium's `FrozenLake-v1`): walk from the start to the goal and do not fall through a hole. */

/** One step's outcomes; the probabilities of a list sum to 1. */
export interface Outcome {
  readonly next: number;
  readonly probability: number;
}

/** A lake of `width` x `height` cells; a state is a cell, numbered row by row. Holes and the goal are terminal. */
export interface Lake {
  readonly width: number;
  readonly height: number;
  /** One letter a cell: S start, F frozen, H hole, G goal. */
  readonly cells: string;
  readonly start: number;
  readonly goal: number;
  /** True when a step goes aside: the intended way or one at a right angle to it, each with probability 1/3. */
  readonly slippery: boolean;
  /** Most steps of a walk; a walk that is not over by then counts as lost. Gymnasium's limits: 100 and 200. */
  readonly horizon: number;
  /** outcomes[state][action]; a terminal state stays where it is. Moves off the edge do too. */
  readonly outcomes: readonly (readonly (readonly Outcome[])[])[];
}

/** A policy of a lake: probabilities[state][action]. */
export type LakePolicy = readonly (readonly number[])[];

/** Ways to step, in Gymnasium's order, so that `action + 1` and `action - 1` modulo 4 are at right angles. */
export const ACTIONS = ['left', 'down', 'right', 'up'] as const;
const STEPS: readonly (readonly [number, number])[] = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
];

/** Gymnasium's two maps. */
export const LAKE_MAPS = {
  small: ['SFFF', 'FHFH', 'FFFH', 'HFFG'],
  large: ['SFFFFFFF', 'FFFFFFFF', 'FFFHFFFF', 'FFFFFHFF', 'FFFHFFFF', 'FHHFFFHF', 'FHFFHFHF', 'FFFHFFFG'],
} as const;

/**
 * @param map equally long rows of the letters S, F, H and G, with one S and one G.
 * @throws RangeError when the map is not one.
 */
export function createLake(map: readonly string[], slippery: boolean): Lake {
  const width = map[0]?.length ?? 0;
  const height = map.length;
  const cells = map.join('');
  const [start, goal] = [cells.indexOf('S'), cells.indexOf('G')];
  if (map.some((row) => row.length !== width) || /[^SFHG]/.test(cells) || !/^[^S]*S[^S]*$/.test(cells) || !/^[^G]*G[^G]*$/.test(cells)) {
    throw new RangeError(`map ${map.join('/')}: expected equally long rows of S, F, H and G with one S and one G`);
  }
  const move = (state: number, action: number) => {
    const [dx, dy] = STEPS[action] as readonly [number, number];
    const x = Math.min(Math.max((state % width) + dx, 0), width - 1);
    const y = Math.min(Math.max(Math.floor(state / width) + dy, 0), height - 1);
    return y * width + x;
  };
  const outcomes = Array.from(cells, (cell, state) =>
    ACTIONS.map((_, action): Outcome[] => {
      if (cell === 'H' || cell === 'G') return [{ next: state, probability: 1 }];
      if (!slippery) return [{ next: move(state, action), probability: 1 }];
      return [-1, 0, 1].map((turn) => ({ next: move(state, (action + turn + 4) % 4), probability: 1 / 3 }));
    }),
  );
  return { width, height, cells, start, goal, slippery, horizon: cells.length > 16 ? 200 : 100, outcomes };
}

/** True for holes and the goal. */
export function isTerminal(lake: Lake, state: number): boolean {
  return lake.cells[state] === 'H' || lake.cells[state] === 'G';
}

/** The policy that goes every way equally often. */
export function uniformPolicy(lake: Lake): number[][] {
  return Array.from(lake.cells, () => ACTIONS.map(() => 1 / ACTIONS.length));
}
