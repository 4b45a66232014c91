/** Whether the model can be asked, and when it can be again. */
import { abortable } from '../../engine/abort.ts';
import type { EngineInfo } from '../../engine/protocol.ts';
import type { EngineStore } from './engine-store.ts';

export interface Readiness {
  readonly isReady: () => boolean;
  /** Resolves as soon as `isReady`. @throws the signal's reason when aborted. */
  readonly whenReady: (signal: AbortSignal) => Promise<void>;
  /** Of the model that runs; while it is replaced, of the one before. */
  readonly info: () => EngineInfo | undefined;
  /** Why it will never be, in a sentence. */
  readonly refusal: () => string | undefined;
}

/** @param isForeign True once it is known that the pack's adapters were trained on another model. */
export function createReadiness(engine: EngineStore, isForeign: () => boolean): Readiness {
  let last: EngineInfo | undefined;
  const isReady = () => {
    const { kind } = engine.getState().status;
    // While a lost backend is replaced, the engine takes calls and answers them afterwards.
    return !isForeign() && (kind === 'ready' || kind === 'recovering');
  };
  return {
    isReady,
    whenReady(signal) {
      let stop = () => {};
      const ready = new Promise<void>((resolve) => {
        const check = () => isReady() && resolve();
        stop = engine.subscribe(check);
        check();
      });
      return abortable(ready, signal).finally(stop);
    },
    info() {
      const { status } = engine.getState();
      if (status.kind === 'ready') last = status.info;
      return last;
    },
    refusal: () => (isForeign() ? 'The adapters of this pack were trained on another base model: nothing can be swept.' : undefined),
  };
}
