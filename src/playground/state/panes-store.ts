/** Which policies answer side by side, one to four, and what the reader changed of their options. */
import { createStore } from 'zustand/vanilla';
import type { MethodOptions } from '../../methods/options.ts';

export const paneLimit = 4;

export interface PaneChoice {
  /** Policy id of the pack. */
  readonly policy: string;
  /** The reader's, in place of the policy's own; empty where nothing was changed. */
  readonly options: MethodOptions;
}

export interface Pane extends PaneChoice {
  /** Stays while the pane's policy changes. */
  readonly id: string;
}

export interface PanesState {
  /** From left to right. */
  readonly panes: readonly Pane[];
  /** True between the first move of an option's drag and its settle(). */
  readonly moving: boolean;
  /** Another policy, with its own options. */
  choose(pane: string, policy: string): void;
  /** @param drag More moves of the same gesture follow, until settle(). */
  setOptions(pane: string, options: MethodOptions, drag?: boolean): void;
  settle(): void;
  /** Does nothing when there are four. */
  add(policy: string): void;
  /** Does nothing when it is the last. */
  remove(pane: string): void;
  /** All panes anew, as a link says. */
  set(choices: readonly PaneChoice[]): void;
}

/** @param initial One to four; more are left out. */
export function createPanesStore(initial: readonly PaneChoice[]) {
  return createStore<PanesState>((set) => {
    const change = (pane: string, to: Partial<Pane>, moving = false) =>
      set(({ panes }) => ({ moving, panes: panes.map((one) => (one.id === pane ? { ...one, ...to } : one)) }));
    return {
      panes: numbered(initial),
      moving: false,
      choose: (pane, policy) => change(pane, { policy, options: {} }),
      setOptions: (pane, options, drag) => change(pane, { options }, drag),
      settle: () => set((state) => (state.moving ? { moving: false } : state)),
      add: (policy) =>
        set(({ panes }) => {
          const id = ids.find((free) => panes.every((pane) => pane.id !== free));
          return id === undefined ? {} : { moving: false, panes: [...panes, { id, policy, options: {} }] };
        }),
      remove: (pane) => set(({ panes }) => (panes.length === 1 ? {} : { moving: false, panes: panes.filter(({ id }) => id !== pane) })),
      set: (choices) => set({ moving: false, panes: numbered(choices) }),
    };
  });
}

export type PanesStore = ReturnType<typeof createPanesStore>;

/** Ids of the panes at these places, from 1; places without a pane are left out. */
export function panesAt(panes: readonly Pane[], places: readonly number[] = []): string[] {
  return places.flatMap((place) => panes[place - 1]?.id ?? []);
}

const ids: readonly string[] = Array.from({ length: paneLimit }, (_, i) => `pane-${i + 1}`);

function numbered(choices: readonly PaneChoice[]): Pane[] {
  return choices.slice(0, paneLimit).map((choice, i) => ({ id: ids[i] as string, ...choice }));
}
