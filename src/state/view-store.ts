/** What the reader looks at: the chart's axes, and messages that wait to be dismissed. */
import { createStore } from 'zustand/vanilla';

export interface ViewState {
  /** Reward ids on the axes. */
  readonly x: string;
  readonly y: string;
  readonly notices: readonly string[];
  /** What a screen reader hears: ends of runs, never single tokens. */
  readonly announcement: string;
  setAxis(axis: 'x' | 'y', reward: string): void;
  notify(notice: string): void;
  dismiss(notice: string): void;
  announce(announcement: string): void;
}

/** @param rewards Reward ids of the pack, one to three. */
export function createViewStore(rewards: readonly string[], initial: { readonly x?: string; readonly y?: string } = {}) {
  const first = rewards[0] ?? '';
  return createStore<ViewState>((set) => ({
    x: initial.x ?? first,
    y: initial.y ?? rewards.find((reward) => reward !== (initial.x ?? first)) ?? first,
    notices: [],
    announcement: '',
    // Choosing the other axis's reward swaps the two: both axes never show the same reward.
    setAxis: (axis, reward) =>
      set((state) => {
        const other = axis === 'x' ? 'y' : 'x';
        return { [axis]: reward, [other]: state[other] === reward ? state[axis] : state[other] };
      }),
    notify: (notice) => set((state) => (state.notices.includes(notice) ? state : { notices: [...state.notices, notice] })),
    dismiss: (notice) => set((state) => ({ notices: state.notices.filter((other) => other !== notice) })),
    announce: (announcement) => set({ announcement }),
  }));
}

export type ViewStore = ReturnType<typeof createViewStore>;
