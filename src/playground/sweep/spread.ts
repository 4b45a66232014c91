/** Work in small pieces between which the page draws and hears the reader. */

/** Milliseconds of one go; a task is long from 50 on. */
const budgetMs = 8;

export interface Spread {
  /** Work of one key that has not begun is replaced by newer work of that key. */
  add(key: string, work: () => void): void;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
  /** Forgets what waits. */
  clear(): void;
}

/** @param again Calls back soon, in a task of its own. */
export function createSpread(again: (next: () => void) => void, now: () => number): Spread {
  const waiting = new Map<string, () => void>();
  let listeners: (() => void)[] = [];
  let scheduled = false;
  const settle = () => {
    const told = listeners;
    listeners = [];
    for (const tell of told) tell();
  };
  const go = () => {
    scheduled = false;
    const end = now() + budgetMs;
    for (const [key, work] of waiting) {
      waiting.delete(key);
      work();
      if (now() >= end) break;
    }
    if (waiting.size === 0) settle();
    else schedule();
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    again(go);
  };
  return {
    add(key, work) {
      waiting.delete(key);
      waiting.set(key, work);
      schedule();
    },
    idle: () => (waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => listeners.push(resolve))),
    clear() {
      waiting.clear();
      settle();
    },
  };
}
