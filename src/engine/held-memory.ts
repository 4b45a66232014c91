/** Remembers in this browser which rung of the backend ladder held, so that the next visit goes straight there. */
import { readHeldRung } from './held-rung.ts';
import type { HeldRung } from './protocol.ts';

/** What of localStorage is used. */
export interface SmallStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface HeldMemory {
  read(): HeldRung | undefined;
  write(held: HeldRung): void;
}

const KEY = 'tiller-held-rung-1';

/** @param storage Called at every use: browsers that refuse storage throw on the mere access, and then nothing is remembered. */
export function heldMemory(storage: () => SmallStorage): HeldMemory {
  return {
    read() {
      try {
        return readHeldRung(JSON.parse(storage().getItem(KEY) ?? 'null'));
      } catch {
        return undefined;
      }
    },
    write(held) {
      try {
        storage().setItem(KEY, JSON.stringify(held));
      } catch {
        // The ladder is climbed again, which costs time and nothing else.
      }
    },
  };
}
