/** What the page knows of its sweep. */
import { createStore } from 'zustand/vanilla';
import type { LiveFront } from '../../measure/live-front.ts';
import type { Front } from '../../packs/front.ts';
import type { SweepFile } from './sweep-file.ts';
import type { SweepSettings } from './sweep-settings.ts';
import type { SweepText } from './sweep-text.ts';

export interface SweepState {
  readonly status: 'none' | 'running' | 'stopped' | 'done' | 'failed';
  readonly settings: SweepSettings | undefined;
  /** Every text of the plan, in its order; empty and without scores before it begins. Changes about thirty times a second at most. */
  readonly texts: readonly SweepText[];
  /** What the texts come to so far; follows them some times a second. */
  readonly front: LiveFront | undefined;
  /** Texts that have ended and are scored. */
  readonly done: number;
  readonly total: number;
  /** Undefined before there is a pace, and where nothing is left. */
  readonly secondsLeft: number | undefined;
  /** Why it failed, or could not begin, in a sentence. */
  readonly error: string | undefined;
  /** Begins, or goes on from what is kept of such a sweep. Ends what runs; its texts stay kept. */
  start(settings: SweepSettings): void;
  /** Shows, as stopped, what an earlier visit kept of such a sweep where it has not ended; nothing where a sweep is shown already. */
  offer(settings: SweepSettings): void;
  /** Keeps what is there. */
  stop(): void;
  /** After a stop, or a failure. */
  goOn(): void;
  /** Nothing is shown any more, nor offered after a reload; what is kept stays. */
  clear(): void;
  /** Shows a sweep that was saved, or the front that was made of one. @throws Error of one sentence when it is another pack's. */
  open(file: SweepFile | Front): void;
}

export const noSweep = {
  status: 'none',
  settings: undefined,
  texts: [],
  front: undefined,
  done: 0,
  total: 0,
  secondsLeft: undefined,
  error: undefined,
} as const satisfies Partial<SweepState>;

export type SweepActions = Pick<SweepState, 'start' | 'offer' | 'stop' | 'goOn' | 'clear' | 'open'>;

export function createSweepStore(actions: SweepActions) {
  return createStore<SweepState>(() => ({ ...noSweep, ...actions }));
}

export type SweepStore = ReturnType<typeof createSweepStore>;
