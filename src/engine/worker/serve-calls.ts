/** The worker's side of the protocol: messages to handlers, aborts by id, errors as data. Whose turn it is the handlers decide. */
import { toWire } from '../errors.ts';
import type { CallName, Calls, EngineEvent, FromWorker, Priority, ToWorker } from '../protocol.ts';
import { checkCall } from './call-schemas.ts';

export interface CallContext {
  readonly signal: AbortSignal;
  readonly priority: Priority;
  readonly onEvent: (event: EngineEvent) => void;
}

export type Handlers = { readonly [K in CallName]: (args: Calls[K]['args'], context: CallContext) => Promise<Calls[K]['result']> };

/**
 * A function that takes the page's messages.
 * @param post Sends to the page.
 */
export function serveCalls(handlers: Handlers, post: (message: FromWorker) => void): (message: ToWorker) => void {
  const controllers = new Map<number, AbortController>();

  async function run(message: Extract<ToWorker, { kind: 'call' }>): Promise<void> {
    const { id } = message;
    const controller = new AbortController();
    controllers.set(id, controller);
    try {
      const { name, args, priority } = checkCall(message);
      const handler = handlers[name] as (args: unknown, context: CallContext) => Promise<Calls[CallName]['result']>;
      const onEvent = (event: EngineEvent) => post({ kind: 'event', id, event });
      post({ kind: 'result', id, result: await handler(args, { signal: controller.signal, priority, onEvent }) });
    } catch (error) {
      post({ kind: 'error', id, error: toWire(error) });
    } finally {
      controllers.delete(id);
    }
  }

  return (message) => {
    if (message.kind === 'ping') post({ kind: 'pong' });
    else if (message.kind === 'abort') controllers.get(message.id)?.abort();
    else void run(message);
  };
}
