/** The preference vector, its locks, and its history. The rule of the linked sliders itself is in math/simplex. */
import { createStore } from 'zustand/vanilla';
import { equalWeighting, moveWeight, normalise } from '../math/simplex.ts';
import type { Weighting } from '../methods/method.ts';

const historyLimit = 100;

export interface MixState {
  /** One weight per reward of the pack, summing to 1. */
  readonly weights: Weighting;
  readonly locks: readonly boolean[];
  readonly past: readonly Weighting[];
  readonly future: readonly Weighting[];
  /** True between the first move of a drag and its settle(): the whole drag is one step of the history. */
  readonly moving: boolean;
  /** Moves one linked slider; the unlocked others give way in proportion. */
  move(index: number, value: number): void;
  /** Ends a drag. */
  settle(): void;
  /** Jumps to a weighting (presets, points of the chart); values are scaled to sum 1. Locks do not hold it back. */
  set(weights: Weighting): void;
  toggleLock(index: number): void;
  undo(): void;
  redo(): void;
}

const same = (a: Weighting, b: Weighting) =>
  a.length === b.length && a.every((weight, i) => Math.abs(weight - (b[i] ?? Number.NaN)) < 1e-9);

/** @param initial Defaults to equal weights; scaled to sum 1. */
export function createMixStore(rewards: number, initial: Weighting = equalWeighting(rewards)) {
  return createStore<MixState>((set) => ({
    weights: normalise(initial),
    locks: Array.from({ length: rewards }, () => false),
    past: [],
    future: [],
    moving: false,
    move: (index, value) =>
      set((state) => {
        const weights = moveWeight(state.weights, state.locks, index, value);
        if (same(weights, state.weights)) return state;
        if (state.moving) return { weights };
        return { weights, moving: true, past: [...state.past, state.weights].slice(-historyLimit), future: [] };
      }),
    settle: () => set({ moving: false }),
    set: (wanted) =>
      set((state) => {
        const weights = normalise(wanted);
        if (same(weights, state.weights)) return { moving: false };
        return { weights, moving: false, past: [...state.past, state.weights].slice(-historyLimit), future: [] };
      }),
    toggleLock: (index) => set((state) => ({ locks: state.locks.map((lock, i) => (i === index ? !lock : lock)) })),
    undo: () =>
      set((state) => {
        const weights = state.past.at(-1);
        if (!weights) return state;
        return { weights, moving: false, past: state.past.slice(0, -1), future: [state.weights, ...state.future] };
      }),
    redo: () =>
      set((state) => {
        const [weights, ...future] = state.future;
        if (!weights) return state;
        return { weights, moving: false, past: [...state.past, state.weights], future };
      }),
  }));
}

export type MixStore = ReturnType<typeof createMixStore>;
