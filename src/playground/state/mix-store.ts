/** The preference vector and its locks. The rule of the linked sliders itself is in math/simplex, undo and redo in history.ts. */
import { createStore } from 'zustand/vanilla';
import { equalWeighting, moveWeight, normalise, placeWeights } from '../../math/simplex.ts';
import type { Weighting } from '../../methods/method.ts';

export interface MixState {
  /** One weight per reward of the pack, summing to 1. */
  readonly weights: Weighting;
  readonly locks: readonly boolean[];
  /** True between the first move of a drag and its settle(). */
  readonly moving: boolean;
  /** Moves one linked slider; the unlocked others give way in proportion. */
  move(index: number, value: number): void;
  /** Moves all unlocked weights at once, to what is nearest to `wanted`, which may lie off the simplex; part of a drag. */
  moveTo(wanted: readonly number[]): void;
  /** Ends a drag. */
  settle(): void;
  /** Jumps to a weighting (presets, points of the chart); values are scaled to sum 1. Locks do not hold it back. */
  set(weights: Weighting): void;
  toggleLock(index: number): void;
}

const same = (a: Weighting, b: Weighting) =>
  a.length === b.length && a.every((weight, i) => Math.abs(weight - (b[i] ?? Number.NaN)) < 1e-9);

/** @param initial Defaults to equal weights; scaled to sum 1. */
export function createMixStore(rewards: number, initial: Weighting = equalWeighting(rewards)) {
  return createStore<MixState>((set) => ({
    weights: normalise(initial),
    locks: Array.from({ length: rewards }, () => false),
    moving: false,
    move: (index, value) =>
      set((state) => {
        const weights = moveWeight(state.weights, state.locks, index, value);
        return same(weights, state.weights) ? state : { weights, moving: true };
      }),
    moveTo: (wanted) =>
      set((state) => {
        const weights = placeWeights(state.weights, state.locks, wanted);
        return same(weights, state.weights) ? state : { weights, moving: true };
      }),
    settle: () => set((state) => (state.moving ? { moving: false } : state)),
    set: (wanted) =>
      set((state) => {
        const weights = normalise(wanted);
        return same(weights, state.weights) ? { moving: false } : { weights, moving: false };
      }),
    toggleLock: (index) => set((state) => ({ locks: state.locks.map((lock, i) => (i === index ? !lock : lock)) })),
  }));
}

export type MixStore = ReturnType<typeof createMixStore>;
