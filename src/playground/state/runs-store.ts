/** What every pane shows. */
import { createStore } from 'zustand/vanilla';
import { emptyRun, type Run } from './run.ts';

export interface RunsState {
  /** Pane id to its run; a pane without an entry has the empty one. */
  readonly runs: Readonly<Record<string, Run>>;
  readonly busy: boolean;
  /** Why the last call failed, in a sentence. */
  readonly error: string | undefined;
  /** Which adapters of the panes cannot be had, in a sentence: those panes do not answer, the others do. */
  readonly badAdapters: string | undefined;
  /** What the pane shows next, of what it shows. */
  change(pane: string, next: (before: Run) => Run): void;
  /** Forgets the pane's text. */
  clear(pane: string): void;
}

export function createRunsStore() {
  return createStore<RunsState>((set) => ({
    runs: {},
    busy: false,
    error: undefined,
    badAdapters: undefined,
    change: (pane, next) =>
      set(({ runs }) => {
        const before = runs[pane] ?? emptyRun;
        const after = next(before);
        return after === before ? {} : { runs: { ...runs, [pane]: after } };
      }),
    clear: (pane) => set(({ runs: { [pane]: _, ...others } }) => ({ runs: others })),
  }));
}

export type RunsStore = ReturnType<typeof createRunsStore>;
