/**
 * The preference vector and its locks. The rules of the linked sliders themselves are in math/simplex and, where the reader lets the weights leave it,
 * in math/beyond-simplex; undo and redo in history.ts.
 */
import { createStore } from 'zustand/vanilla';
import { beyondRange, isBeyond, moveBeyond, placeBeyond } from '../../math/beyond-simplex.ts';
import { equalWeighting, moveWeight, nearestWithSum, normalise, placeWeights } from '../../math/simplex.ts';
import type { Weighting } from '../../methods/method.ts';

export interface MixState {
  /** One weight per reward of the pack, summing to 1. */
  readonly weights: Weighting;
  readonly locks: readonly boolean[];
  /** True between the first move of a drag and its settle(). */
  readonly moving: boolean;
  /** The weights may go below 0 and above 1, within `beyondRange`. */
  readonly beyond: boolean;
  /** Moves one linked slider; the unlocked others give way: in proportion on the simplex, by one amount each beyond it. */
  move(index: number, value: number): void;
  /** Moves all unlocked weights at once, to what is nearest to `wanted` of where they may be; part of a drag. */
  moveTo(wanted: readonly number[]): void;
  /** Ends a drag. */
  settle(): void;
  /**
   * Jumps to a weighting (presets, points of the chart). On the simplex values are scaled to sum 1; beyond it the nearest weighting of the range is
   * taken. Locks do not hold it back.
   */
  set(weights: Weighting): void;
  /** Lets the weights leave the simplex, or brings them back to its nearest point. @returns Whether they had to be moved. */
  setBeyond(beyond: boolean): boolean;
  toggleLock(index: number): void;
}

const same = (a: Weighting, b: Weighting) =>
  a.length === b.length && a.every((weight, i) => Math.abs(weight - (b[i] ?? Number.NaN)) < 1e-9);

const fitted = (wanted: Weighting, beyond: boolean) => (beyond ? nearestWithSum(wanted, 1, beyondRange) : normalise(wanted));

/**
 * @param initial Defaults to equal weights; scaled to sum 1.
 * @param beyond The weights may leave the simplex from the start.
 */
export function createMixStore(rewards: number, initial: Weighting = equalWeighting(rewards), beyond = false) {
  return createStore<MixState>((set, get) => ({
    weights: fitted(initial, beyond),
    locks: Array.from({ length: rewards }, () => false),
    moving: false,
    beyond,
    move: (index, value) =>
      set((state) => {
        const weights = (state.beyond ? moveBeyond : moveWeight)(state.weights, state.locks, index, value);
        return same(weights, state.weights) ? state : { weights, moving: true };
      }),
    moveTo: (wanted) =>
      set((state) => {
        const weights = (state.beyond ? placeBeyond : placeWeights)(state.weights, state.locks, wanted);
        return same(weights, state.weights) ? state : { weights, moving: true };
      }),
    settle: () => set((state) => (state.moving ? { moving: false } : state)),
    set: (wanted) =>
      set((state) => {
        const weights = fitted(wanted, state.beyond);
        return same(weights, state.weights) ? { moving: false } : { weights, moving: false };
      }),
    setBeyond(next) {
      const { weights, beyond: before } = get();
      if (next === before) return false;
      const moved = !next && isBeyond(weights);
      set({ beyond: next, moving: false, ...(moved ? { weights: nearestWithSum(weights, 1, [0, 1]) } : {}) });
      return moved;
    },
    toggleLock: (index) => set((state) => ({ locks: state.locks.map((lock, i) => (i === index ? !lock : lock)) })),
  }));
}

export type MixStore = ReturnType<typeof createMixStore>;
