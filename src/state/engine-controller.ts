/** Loads the engine, and remembers in this tab that it was loading: when a load takes the tab down, the next start is a careful one. */
import { EngineError } from '../engine/errors.ts';
import type { SlotSource } from '../engine/protocol.ts';
import type { EnginePort } from './engine-port.ts';
import type { BackendChoice, EngineStatus, EngineStore } from './engine-store.ts';

const loadingFlag = 'tiller-loading';

export interface EngineControllerDeps {
  readonly engine: EnginePort;
  readonly store: EngineStore;
  readonly manifestUrl: string;
  readonly slots: readonly SlotSource[];
  /** The engine can generate, for the first time or after a change of backend. */
  readonly onReady: () => void;
  /** sessionStorage, or undefined where it is refused. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  /** Why the download should wait for a click (data saver, small memory), or undefined. */
  readonly reasonToWait: string | undefined;
}

export interface EngineController {
  /** First start: loads by itself unless there is a reason to wait. */
  boot(): void;
  /** Loads anew, on the chosen backend; a load in progress ends. */
  load(choice?: BackendChoice): Promise<void>;
  cancel(): void;
  /** The page goes away in good order: not a crash. */
  leave(): void;
}

export function createEngineController({
  engine,
  store,
  manifestUrl,
  slots,
  onReady,
  storage,
  reasonToWait,
}: EngineControllerDeps): EngineController {
  let abort: AbortController | undefined;

  const show = (status: EngineStatus) => store.setState({ status });
  engine.subscribe((status) => {
    if (status.state === 'loading') show({ kind: 'loading', progress: status.progress });
    else if (status.state === 'recovering') show({ kind: 'recovering', reason: status.reason, progress: status.progress });
    else if (status.state === 'ready') show({ kind: 'ready', info: status.info });
    else if (status.state === 'failed') show({ kind: 'failed', ...failureOf(status.error) });
  });

  async function load(choice: BackendChoice = store.getState().choice) {
    abort?.abort();
    abort = new AbortController();
    const { signal } = abort;
    store.setState({ choice });
    storage?.setItem(loadingFlag, '1');
    try {
      await engine.load({ manifestUrl, slots, backend: choice }, { signal });
      onReady();
    } catch (error) {
      if (!signal.aborted) show({ kind: 'failed', ...failureOf(error) });
    } finally {
      if (!signal.aborted) storage?.removeItem(loadingFlag);
    }
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
    load,
    cancel() {
      abort?.abort();
      storage?.removeItem(loadingFlag);
      show({ kind: 'waiting', reason: 'Loading was cancelled. What was downloaded is kept.' });
    },
    leave() {
      storage?.removeItem(loadingFlag);
    },
  };
}

function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  return {
    code: error instanceof EngineError ? error.code : 'unexpected',
    message: error instanceof Error ? error.message : String(error),
  };
}
