/** The worker's side of the protocol: messages to handlers, aborts by id, errors as data. Whose turn it is the handlers decide. */
import { toWire } from '../errors.ts';
import type { Calls, EngineEvent } from '../protocol.ts';
import type { CallMessage, CallTable, MessageFromWorker, MessageToWorker, Priority } from '../wire.ts';

export interface CallContext<Event = EngineEvent> {
  readonly signal: AbortSignal;
  readonly priority: Priority;
  readonly onEvent: (event: Event) => void;
}

/** The engine's unless told: C are its calls, Event what a running call tells. */
export type Handlers<C extends CallTable<C> = Calls, Event = EngineEvent> = {
  readonly [K in keyof C & string]: (args: C[K]['args'], context: CallContext<Event>) => Promise<C[K]['result']>;
};

/**
 * A function that takes the page's messages.
 * @param check A call as its schema knows it. @throws EngineError 'bad-request'.
 * @param post Sends to the page.
 */
export function serveCalls<C extends CallTable<C>, Event>(
  handlers: Handlers<C, Event>,
  check: (message: CallMessage<C>) => Omit<CallMessage<C>, 'kind' | 'id'>,
  post: (message: MessageFromWorker<C, Event>) => void,
): (message: MessageToWorker<C>) => void {
  const controllers = new Map<number, AbortController>();

  async function run(message: CallMessage<C>): Promise<void> {
    const { id } = message;
    const controller = new AbortController();
    controllers.set(id, controller);
    try {
      const { name, args, priority } = check(message);
      const handler = handlers[name as keyof C & string] as (args: unknown, context: CallContext<Event>) => Promise<C[keyof C]['result']>;
      const onEvent = (event: Event) => post({ kind: 'event', id, event });
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
