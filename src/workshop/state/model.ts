/** The base model for whoever works in the background: loaded when it is first needed, waited for while a lost backend is replaced. */
import { abortable } from '../../engine/abort.ts';
import type { EnginePort } from '../../engine/engine-port.ts';
import type { EngineInfo } from '../../engine/protocol.ts';

export interface ModelGate {
  /**
   * Resolves as soon as the model takes calls; loads it where nobody has.
   * @throws Error why it could not be loaded; the signal's reason when aborted, which stops nobody's load.
   */
  ready(signal: AbortSignal): Promise<EngineInfo>;
}

export function createModelGate(engine: Pick<EnginePort, 'status' | 'subscribe' | 'load'>, manifestUrl: string): ModelGate {
  return {
    async ready(signal) {
      signal.throwIfAborted();
      const { state } = engine.status;
      // A load that failed may be tried again: perhaps there is a network now.
      if (state === 'idle' || state === 'failed') engine.load({ manifestUrl, backend: 'auto' }).catch(() => {});
      let stop = () => {};
      const there = new Promise<EngineInfo>((resolve, reject) => {
        const check = () => {
          const { status } = engine;
          if (status.state === 'ready') resolve(status.info);
          else if (status.state === 'failed') reject(status.error);
          else if (status.state === 'idle') reject(new DOMException('the load of the model was stopped', 'AbortError'));
        };
        stop = engine.subscribe(check);
        check();
      });
      return abortable(there, signal).finally(stop);
    },
  };
}
