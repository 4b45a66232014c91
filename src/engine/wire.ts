/** Messages between a page and a worker of ours, whatever it does: calls by name, their events and results, aborts, and signs of life. */
import type { EngineErrorCode } from '../lm/errors.ts';

/** Call name to arguments and result. */
export type CallTable<C> = { readonly [K in keyof C]: { args: unknown; result: unknown } };

/** Who goes first where calls wait for one another: `interactive` is what the reader looks at. */
export type Priority = 'interactive' | 'background';

export interface WireError {
  readonly code: EngineErrorCode | 'aborted';
  readonly message: string;
  readonly stack?: string;
}

export type CallMessage<C extends CallTable<C>> = {
  [K in keyof C & string]: {
    readonly kind: 'call';
    readonly id: number;
    readonly name: K;
    readonly args: C[K]['args'];
    readonly priority: Priority;
  };
}[keyof C & string];

export type MessageToWorker<C extends CallTable<C>> =
  | CallMessage<C>
  | { readonly kind: 'abort'; readonly id: number }
  /** Answered as soon as the worker hears it: it lives. */
  | { readonly kind: 'ping' };

export type MessageFromWorker<C extends CallTable<C>, Event> =
  | { readonly kind: 'event'; readonly id: number; readonly event: Event }
  | { readonly kind: 'result'; readonly id: number; readonly result: C[keyof C]['result'] }
  | { readonly kind: 'error'; readonly id: number; readonly error: WireError }
  /** The first message. `lock`: name of a lock that the worker holds as long as it lives, where the browser has locks. */
  | { readonly kind: 'hello'; readonly lock?: string }
  | { readonly kind: 'pong' }
  /** Unasked: the GPU device is gone, or computes no longer. The reason is a sentence. */
  | { readonly kind: 'device-lost'; readonly reason: string };
