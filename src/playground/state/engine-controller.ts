/** Loads the engine, and remembers in this tab that it was loading: when a load takes the tab down, the next start is a careful one. */

import type { EngineStatus as ClientStatus } from '../../engine/client.ts';
import type { EnginePort } from '../../engine/engine-port.ts';
import type { LoadArgs } from '../../engine/protocol.ts';
import { EngineError, isAbort, messageOf } from '../../lm/errors.ts';
import type { SlotSource } from '../../lm/requests.ts';
import type { BackendChoice, EngineStatus, EngineStore } from './engine-store.ts';
import { createPreparation } from './preparation.ts';

const loadingFlag = 'tiller-loading';

export interface EngineControllerDeps {
  readonly engine: EnginePort;
  readonly store: EngineStore;
  readonly manifestUrl: string;
  /** What the panes need now. */
  readonly slots: () => readonly SlotSource[];
  /** Adapters of the panes can be had that could not before, or the model is there for the first time. */
  readonly onReady: () => void;
  /** @param message Which adapters of the panes cannot be had; undefined where all can. */
  readonly onBadAdapters: (message: string | undefined) => void;
  /** The tab's own; it may refuse, but never throws. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Why the download should wait for a click (data saver, small memory), or undefined. */
  readonly reasonToWait: string | undefined;
}

export interface EngineController {
  /** First start: loads by itself unless there is a reason to wait. */
  boot(): void;
  /** Goes on from where another pack's page left the engine: the model stays, this pack's adapters are prepared. */
  takeOver(status: EngineStatus): void;
  /** Loads anew, on the chosen backend; a load in progress ends. */
  load(choice?: BackendChoice): Promise<void>;
  /** True when all these adapters can be had. */
  hasSlots(ids: readonly string[]): boolean;
  /** Prepares what the panes need and lack; loads the model where it failed. Does nothing while the model is not wanted yet. */
  ensureSlots(): void;
  /** Ends what is being loaded: the model, or adapters where that is there. */
  cancel(): void;
  /** The reader looks elsewhere: nothing is prepared until `show`. */
  hide(): void;
  show(): void;
  /** The page goes away in good order: not a crash. */
  leave(): void;
  /** Another pack's page takes the engine over. */
  dispose(): void;
}

export function createEngineController(deps: EngineControllerDeps): EngineController {
  const { engine, store, manifestUrl, storage, reasonToWait } = deps;
  let hidden = false;
  const show = (status: EngineStatus) => store.setState({ status });
  const preparation = createPreparation({
    ...deps,
    onChange: () => {
      if (engine.status.state === 'ready') follow(engine.status);
    },
  });

  function follow(status: ClientStatus) {
    if (status.state === 'loading') show({ kind: 'loading', progress: status.progress });
    else if (status.state === 'recovering') show({ kind: 'recovering', reason: status.reason, progress: status.progress });
    else if (status.state === 'ready')
      show({ kind: 'ready', info: status.info, adapters: preparation.good(), preparing: preparation.running() });
    else if (status.state === 'failed') show({ kind: 'failed', ...failureOf(status.error) });
  }
  // A lesson may have loaded the engine before.
  follow(engine.status);
  const unsubscribe = engine.subscribe((status) => {
    const before = store.getState().status.kind;
    follow(status);
    if (status.state === 'ready' && before !== 'ready' && before !== 'recovering' && !hidden) preparation.again();
  });

  async function load(choice: BackendChoice = store.getState().choice) {
    store.setState({ choice });
    storage.setItem(loadingFlag, '1');
    try {
      await engine.load({ manifestUrl, ...loadArgsOf(choice) });
    } catch (error) {
      // Another load took its place, or it was cancelled: whoever did that says so.
      if (isAbort(error)) return;
      show({ kind: 'failed', ...failureOf(error) });
    }
    storage.removeItem(loadingFlag);
  }

  return {
    boot() {
      if (storage.getItem(loadingFlag)) {
        storage.removeItem(loadingFlag);
        store.setState({ choice: 'wasm' });
        show({
          kind: 'waiting',
          reason: 'The last start did not finish, perhaps for lack of memory. This one would use WebAssembly with one thread.',
        });
      } else if (reasonToWait !== undefined) show({ kind: 'waiting', reason: reasonToWait });
      else void load();
    },
    takeOver(status) {
      if (status.kind === 'waiting') show(status);
      else this.ensureSlots();
    },
    load,
    hasSlots: preparation.has,
    ensureSlots() {
      const { kind } = store.getState().status;
      if (kind === 'ready' || kind === 'recovering') preparation.start();
      else if (kind === 'failed') void load();
    },
    cancel() {
      if (store.getState().status.kind === 'ready') {
        preparation.stop();
        return;
      }
      storage.removeItem(loadingFlag);
      engine.cancelLoad();
      show({ kind: 'waiting', reason: 'Loading was cancelled. What was downloaded is kept.' });
    },
    hide() {
      hidden = true;
      preparation.stop();
    },
    show() {
      hidden = false;
    },
    leave() {
      storage.removeItem(loadingFlag);
    },
    dispose() {
      unsubscribe();
      preparation.stop();
    },
  };
}

function loadArgsOf(choice: BackendChoice): Pick<LoadArgs, 'backend' | 'cpu'> {
  if (choice === 'integers') return { backend: 'auto', cpu: 'integers' };
  return choice === 'exact' ? { backend: 'auto', cpu: 'floats' } : { backend: choice };
}

function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  return {
    code: error instanceof EngineError ? error.code : 'unexpected',
    message: messageOf(error),
  };
}
