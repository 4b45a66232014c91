/**
 * One wish at a time, the newest: for whoever asks the engine anew while the last answer is still on its way. A newer wish ends the work
 * of the older one at once, and may wait until the wishing rests (a slider that is dragged).
 */
export interface Latest {
  /**
   * Serves a wish when it has rested and the work before has ended.
   * @param restMs How long no newer wish may come; 0 serves at once.
   * @returns when the work has ended, or will never begin as a newer wish or `stop` came first. Rejects with what the work throws.
   */
  ask(work: (signal: AbortSignal) => Promise<void>, restMs?: number): Promise<void>;
  /** Ends the work and forgets the wish that waits. */
  stop(): void;
}

export function createLatest(): Latest {
  let newest = 0;
  let wake = () => {};
  let abort = new AbortController();
  let ended: Promise<unknown> = Promise.resolve();

  function replace(): number {
    abort.abort(new DOMException('a newer wish took its place', 'AbortError'));
    wake();
    newest += 1;
    return newest;
  }

  return {
    async ask(work, restMs = 0) {
      const mine = replace();
      if (restMs > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, restMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      await ended;
      if (mine !== newest) return;
      abort = new AbortController();
      const working = work(abort.signal);
      ended = working.catch(() => undefined);
      await working;
    },
    stop: () => void replace(),
  };
}
