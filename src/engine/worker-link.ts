/** One worker as the page holds it: typed calls with aborts and events, and the knowledge whether it still lives. */
import { EngineError } from '../lm/errors.ts';
import { fromWire } from './errors.ts';
import type { Calls, EngineEvent } from './protocol.ts';
import { Watchdog } from './watchdog.ts';
import type { CallMessage, CallTable, MessageFromWorker, MessageToWorker, Priority } from './wire.ts';

/** What of a Worker is used; tests pass a fake. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror' | 'onmessageerror'>;

/** Calls back when the holder of a lock is gone. */
export type WaitForLock = (name: string, onFree: () => void) => void;

export interface LinkCall<Event = EngineEvent> {
  readonly priority?: Priority;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: (event: Event) => void;
}

/** How a worker was lost: it may be started anew where it was (it ended or hung in silence), or its rung failed. */
export interface Loss {
  readonly error: EngineError;
  readonly silent: boolean;
}

/** What a browser without module workers is told. */
export const moduleWorkersSince = 'The engine needs workers that are modules: Chrome 80, Safari 15, Firefox 114 or later.';

interface OpenCall<Result, Event> {
  resolve(result: Result): void;
  reject(error: Error): void;
  onEvent(event: Event): void;
}

/** The engine's unless told: C are its calls, Event what a running call tells. */
export class WorkerLink<C extends CallTable<C> = Calls, Event = EngineEvent> {
  /** Why it is of no use any more. */
  private ended: Error | undefined;
  private nextId = 1;
  private heard = false;
  private readonly calls = new Map<number, OpenCall<C[keyof C]['result'], Event>>();
  private readonly watchdog: Watchdog;
  private onStopped: (() => void) | undefined;

  /**
   * @param onLost Called once, when the worker dies, ends or hangs by itself, or its GPU is lost. The link has ended then.
   * @param who Whose worker it is, as a sentence names it.
   */
  constructor(
    private readonly worker: WorkerLike,
    private readonly waitForLock: WaitForLock,
    private readonly onLost: (loss: Loss) => void,
    private readonly who = 'the engine',
  ) {
    this.watchdog = new Watchdog({
      ping: () => this.post({ kind: 'ping' }),
      onSilent: (reason) => this.lose('worker-died', `${who}'s worker ${reason}: it was ended`, true),
    });
    worker.onmessage = ({ data }: MessageEvent<MessageFromWorker<C, Event>>) => this.receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      const { message } = event;
      if (this.heard) this.lose('worker-died', `${who}'s worker died: ${message || 'no reason given'}`, false);
      // A script that is there and cannot be read has a message, one that is not there has none.
      else if (message) this.lose('unsupported-browser', `${who}'s worker could not start: ${message}. ${moduleWorkersSince}`, false);
      else this.lose('network', `${who}'s code could not be fetched: the site may have been updated, reload the page`, false);
    };
    worker.onmessageerror = () => this.lose('worker-died', `${who}'s worker sent a message that could not be read`, false);
  }

  /**
   * Asks the worker. An abort rejects at once, whatever the worker does; that it stops is the watchdog's business.
   * @throws EngineError; the signal's reason when aborted; the reason of `end`.
   */
  call<K extends keyof C & string>(name: K, args: C[K]['args'], options: LinkCall<Event> = {}): Promise<C[K]['result']> {
    const { priority = 'interactive', signal, onEvent = () => {} } = options;
    const id = this.nextId++;
    let abort = () => {};
    return new Promise<C[keyof C]['result']>((resolve, reject) => {
      if (this.ended) throw this.ended;
      signal?.throwIfAborted();
      this.calls.set(id, { resolve, reject, onEvent });
      this.watchdog.expect(id);
      // The map type pairs name and args, which the compiler does not see through a generic.
      this.post({ kind: 'call', id, name, args, priority } as unknown as CallMessage<C>);
      abort = () => {
        this.calls.delete(id);
        this.watchdog.hurry(id);
        this.post({ kind: 'abort', id });
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
    }).finally(() => signal?.removeEventListener('abort', abort)) as Promise<C[K]['result']>;
  }

  /** Ends the worker; open calls reject with the reason. */
  end(reason: Error): void {
    if (this.ended) return;
    this.ended = reason;
    this.watchdog.end();
    this.worker.terminate();
    const open = [...this.calls.values()];
    this.calls.clear();
    for (const call of open) call.reject(reason);
  }

  /** Ends the worker when what was asked to stop has stopped and put away what it had, or soon. */
  endSoon(reason: Error, graceMs: number): void {
    const timer = setTimeout(() => this.end(reason), graceMs);
    this.onStopped = () => {
      clearTimeout(timer);
      this.end(reason);
    };
  }

  private post(message: MessageToWorker<C>): void {
    this.worker.postMessage(message);
  }

  private receive(message: MessageFromWorker<C, Event>): void {
    if (this.ended) return;
    this.heard = true;
    this.watchdog.heard();
    switch (message.kind) {
      case 'hello':
        if (message.lock) this.waitForLock(message.lock, () => this.lose('worker-died', `${this.who}'s worker ended without a word`, true));
        return;
      case 'pong':
        return;
      case 'device-lost':
        this.lose('device-lost', message.reason, false);
        return;
      case 'event':
        this.calls.get(message.id)?.onEvent(message.event);
        return;
      default: {
        const call = this.calls.get(message.id);
        this.calls.delete(message.id);
        this.watchdog.answered(message.id);
        if (message.kind === 'result') call?.resolve(message.result);
        else call?.reject(fromWire(message.error));
        this.onStopped?.();
      }
    }
  }

  private lose(code: EngineError['code'], message: string, silent: boolean): void {
    if (this.ended) return;
    const error = new EngineError(code, message);
    this.end(error);
    this.onLost({ error, silent });
  }
}
