/** Loads the engine, and remembers in this tab that it was loading: when a load takes the tab down, the next start is a careful one. */

import type { EngineStatus as ClientStatus } from '../../engine/client.ts';
import type { EnginePort } from '../../engine/engine-port.ts';
import { EngineError } from '../../lm/errors.ts';
import type { SlotSource } from '../../lm/requests.ts';
import type { BackendChoice, EngineStatus, EngineStore } from './engine-store.ts';

const loadingFlag = 'tiller-loading';

export interface EngineControllerDeps {
  readonly engine: EnginePort;
  readonly store: EngineStore;
  readonly manifestUrl: string;
  /** What the panes need now. */
  readonly slots: () => readonly SlotSource[];
  /** The engine can generate, for the first time or after a change of backend. */
  readonly onReady: () => void;
  /** Another bank could not be loaded; the present one still answers. */
  readonly onBankFailure: (message: string) => void;
  /** sessionStorage, or undefined where it is refused. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  /** Why the download should wait for a click (data saver, small memory), or undefined. */
  readonly reasonToWait: string | undefined;
}

export interface EngineController {
  /** First start: loads by itself unless there is a reason to wait. */
  boot(): void;
  /** Goes on from where another pack's page left the engine: what was in use is loaded with this pack's bank, the rest stays as it was. */
  takeOver(status: EngineStatus): void;
  /** Loads anew, on the chosen backend; a load in progress ends. */
  load(choice?: BackendChoice): Promise<void>;
  /** True when the bank that answers has all these slots. */
  hasSlots(ids: readonly string[]): boolean;
  /**
   * Loads another bank when the panes need a slot that this one lacks; meanwhile this one goes on answering. Does nothing while the
   * model is not wanted yet.
   */
  ensureSlots(): void;
  cancel(): void;
  /** The page goes away in good order: not a crash. */
  leave(): void;
  /** Another pack's page takes the engine over. */
  dispose(): void;
}

export function createEngineController({
  engine,
  store,
  manifestUrl,
  slots,
  onReady,
  onBankFailure,
  storage,
  reasonToWait,
}: EngineControllerDeps): EngineController {
  let abort: AbortController | undefined;
  /** Ids of the slots of the bank that answers, and of the one that is being loaded. */
  let loaded: ReadonlySet<string> = new Set();
  let pending: ReadonlySet<string> | undefined;

  const show = (status: EngineStatus) => store.setState({ status });
  const follow = (status: ClientStatus) => {
    if (status.state === 'ready') loaded = new Set(status.info.slots);
    if (status.state === 'loading') show({ kind: 'loading', progress: status.progress });
    else if (status.state === 'recovering') show({ kind: 'recovering', reason: status.reason, progress: status.progress });
    else if (status.state === 'ready') show({ kind: 'ready', info: status.info, next: status.next });
    else if (status.state === 'failed') show({ kind: 'failed', ...failureOf(status.error) });
  };
  // A lesson may have loaded the engine before.
  follow(engine.status);
  const unsubscribe = engine.subscribe(follow);

  async function load(choice: BackendChoice = store.getState().choice, beside = false) {
    abort?.abort();
    abort = new AbortController();
    const { signal } = abort;
    store.setState({ choice });
    storage?.setItem(loadingFlag, '1');
    try {
      const wanted = slots();
      pending = new Set(wanted.map(({ id }) => id));
      await engine.load({ manifestUrl, slots: wanted, backend: choice }, { signal, beside });
      pending = undefined;
      onReady();
    } catch (error) {
      if (signal.aborted) return;
      pending = undefined;
      // A bank that fails beside the present one leaves that as it is.
      if (beside && engine.status.state === 'ready') onBankFailure(failureOf(error).message);
      else show({ kind: 'failed', ...failureOf(error) });
    } finally {
      if (!signal.aborted) storage?.removeItem(loadingFlag);
    }
  }

  function stop() {
    abort?.abort();
    pending = undefined;
    storage?.removeItem(loadingFlag);
  }

  return {
    boot() {
      if (storage?.getItem(loadingFlag)) {
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
      else void load();
    },
    load: (choice) => load(choice),
    hasSlots: (ids) => ids.every((id) => loaded.has(id)),
    ensureSlots() {
      const { kind } = store.getState().status;
      const within = (bank: ReadonlySet<string> | undefined) => bank !== undefined && slots().every(({ id }) => bank.has(id));
      if (kind === 'waiting') return;
      if (kind === 'ready' && within(loaded)) {
        // What is being loaded beside it is not wanted any more.
        if (pending) stop();
      } else if (!within(pending)) void load(undefined, kind === 'ready');
    },
    cancel() {
      stop();
      show({ kind: 'waiting', reason: 'Loading was cancelled. What was downloaded is kept.' });
    },
    leave() {
      storage?.removeItem(loadingFlag);
    },
    dispose() {
      unsubscribe();
      abort?.abort();
    },
  };
}

function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  return {
    code: error instanceof EngineError ? error.code : 'unexpected',
    message: error instanceof Error ? error.message : String(error),
  };
}
