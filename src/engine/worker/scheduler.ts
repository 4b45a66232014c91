/**
 * Who has the network: one call at a time, interactive before background, first come first served among equals. A background call
 * gives way at its next boundary (a decode step, a chunk of a prefill) and goes on by itself when no interactive call is left.
 */
import type { Priority } from '../wire.ts';

/** A call's hold on the network. */
export interface Turn {
  /**
   * Awaited at every boundary: lets messages in, and lets whoever goes first have the network meanwhile.
   * @throws the signal's reason when the call was aborted; then the network is somebody else's already.
   */
  between(): Promise<void>;
}

interface Seat {
  /** Gives it the network. */
  enter(): void;
}

export class Scheduler {
  private running: Seat | undefined;
  private readonly waiting: Record<Priority, Seat[]> = { interactive: [], background: [] };

  /** @param pause Lets other tasks of this thread run. */
  constructor(private readonly pause: () => Promise<void>) {}

  /**
   * Runs work when the network is free for it.
   * @throws the signal's reason when aborted, at once while it waits, at its next boundary while it runs; what the work throws.
   */
  async run<T>(priority: Priority, signal: AbortSignal, work: (turn: Turn) => Promise<T>): Promise<T> {
    let seat = await this.sit(priority, signal, 'last');
    const between = async () => {
      await this.pause();
      signal.throwIfAborted();
      if (priority === 'interactive' || this.waiting.interactive.length === 0) return;
      // Before the other background calls, which have not begun.
      const again = this.sit(priority, signal, 'first');
      this.leave(seat);
      seat = await again;
    };
    try {
      signal.throwIfAborted();
      return await work({ between });
    } finally {
      this.leave(seat);
    }
  }

  /** Waits for the network. */
  private sit(priority: Priority, signal: AbortSignal, place: 'first' | 'last'): Promise<Seat> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const queue = this.waiting[priority];
      const stop = () => {
        queue.splice(queue.indexOf(seat), 1);
        reject(signal.reason);
      };
      const seat: Seat = {
        enter: () => {
          signal.removeEventListener('abort', stop);
          resolve(seat);
        },
      };
      signal.addEventListener('abort', stop, { once: true });
      if (place === 'first') queue.unshift(seat);
      else queue.push(seat);
      this.next();
    });
  }

  /** Does nothing for a call that gave way and was aborted while it waited: it holds nothing. */
  private leave(seat: Seat): void {
    if (this.running !== seat) return;
    this.running = undefined;
    this.next();
  }

  private next(): void {
    if (this.running) return;
    this.running = this.waiting.interactive.shift() ?? this.waiting.background.shift();
    this.running?.enter();
  }
}
