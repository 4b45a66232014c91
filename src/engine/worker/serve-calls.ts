/** The worker's side of the protocol: one call at a time in the order they came, aborts by id, errors as data. */
import { toWire } from '../errors.ts';
import type { CallName, Calls, EngineEvent, FromWorker, ToWorker } from '../protocol.ts';

export interface CallContext {
  readonly signal: AbortSignal;
  readonly onEvent: (event: EngineEvent) => void;
}

export type Handlers = { readonly [K in CallName]: (args: Calls[K]['args'], context: CallContext) => Promise<Calls[K]['result']> };

/**
 * A function that takes the page's messages.
 * @param post Sends to the page.
 */
export function serveCalls(handlers: Handlers, post: (message: FromWorker) => void): (message: ToWorker) => void {
  const controllers = new Map<number, AbortController>();
  let last: Promise<void> = Promise.resolve();

  async function run<K extends CallName>(id: number, name: K, args: Calls[K]['args'], signal: AbortSignal): Promise<void> {
    try {
      signal.throwIfAborted();
      const handler: Handlers[K] = handlers[name];
      const result = await handler(args, { signal, onEvent: (event) => post({ kind: 'event', id, event }) });
      post({ kind: 'result', id, result });
    } catch (error) {
      post({ kind: 'error', id, error: toWire(error) });
    } finally {
      controllers.delete(id);
    }
  }

  return (message) => {
    if (message.kind === 'abort') {
      controllers.get(message.id)?.abort();
      return;
    }
    const { id, name, args } = message;
    const controller = new AbortController();
    controllers.set(id, controller);
    last = last.then(() => run(id, name, args, controller.signal));
  };
}
