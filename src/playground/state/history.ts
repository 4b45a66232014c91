/** One way back for everything that steers: weights, panes and their options. A whole drag is one step. */
import { createStore } from 'zustand/vanilla';
import type { Weighting } from '../../methods/method.ts';
import type { MixStore } from './mix-store.ts';
import type { Pane, PanesStore } from './panes-store.ts';

const historyLimit = 100;

export interface Step {
  readonly weights: Weighting;
  /** Whether they may leave the simplex. */
  readonly beyond: boolean;
  readonly panes: readonly Pane[];
}

export interface HistoryState {
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  undo(): void;
  redo(): void;
}

/** Watches both stores from now on. */
export function createHistory(mix: MixStore, panes: PanesStore) {
  const now = (): Step => {
    const { weights, beyond } = mix.getState();
    return { weights, beyond, panes: panes.getState().panes };
  };
  let last = now();
  let inDrag = false;
  let restoring = false;

  const history = createStore<HistoryState>((set, get) => {
    const restore = (step: Step, rest: Pick<HistoryState, 'past' | 'future'>) => {
      restoring = true;
      mix.setState({ weights: step.weights, beyond: step.beyond, moving: false });
      panes.setState({ panes: step.panes, moving: false });
      restoring = false;
      last = now();
      inDrag = false;
      set(rest);
    };
    return {
      past: [],
      future: [],
      undo: () => {
        const { past, future } = get();
        const step = past.at(-1);
        if (step) restore(step, { past: past.slice(0, -1), future: [last, ...future] });
      },
      redo: () => {
        const { past, future } = get();
        const [step, ...rest] = future;
        if (step) restore(step, { past: [...past, last], future: rest });
      },
    };
  });

  function note() {
    if (restoring) return;
    const step = now();
    const moving = mix.getState().moving || panes.getState().moving;
    const changed = step.weights !== last.weights || step.beyond !== last.beyond || step.panes !== last.panes;
    if (changed && !(moving && inDrag)) {
      history.setState(({ past }) => ({ past: [...past, last].slice(-historyLimit), future: [] }));
    }
    last = step;
    inDrag = moving;
  }
  mix.subscribe(note);
  panes.subscribe(note);
  return history;
}

export type History = ReturnType<typeof createHistory>;
