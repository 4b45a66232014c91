/** What the page is told of a load, of which the download and the work on it go side by side. */
import type { BackendId, EngineEvent, LoadPhase } from '../protocol.ts';

export interface LoadProgress {
  /** Bytes at hand and in all. */
  readonly shards: (done: number, total: number, note: string) => void;
  /** All shards are there. */
  readonly arrived: () => void;
  /** A rung is tried. */
  readonly begin: (backend: BackendId) => void;
  /** How far it is. */
  readonly rung: (backend: BackendId, phase: LoadPhase, done: number, total: number, note: string) => void;
}

/**
 * Tells of the download as long as it lasts, and of the rung that is tried afterwards: what is unpacked meanwhile is the lesser part of the wait. The
 * rung is named in every event, so that whoever hears no more knows which it was.
 */
export function loadProgress(onEvent: (event: EngineEvent) => void): LoadProgress {
  let backend: BackendId | undefined;
  let shards = { done: 0, total: 1, note: 'Reading the model' };
  let arrived = false;
  const tell = (phase: LoadPhase, at: typeof shards) =>
    onEvent({ type: 'load-progress', phase, ...at, ...(backend === undefined ? {} : { backend }) });
  const begun = () => (arrived ? tell('weights', { done: 0, total: 1, note: 'Starting' }) : tell('shards', shards));
  return {
    shards(done, total, note) {
      shards = { done, total, note };
      tell('shards', shards);
    },
    arrived() {
      arrived = true;
      if (backend !== undefined) begun();
    },
    begin(rung) {
      backend = rung;
      begun();
    },
    rung(of, phase, done, total, note) {
      backend = of;
      if (arrived) tell(phase, { done, total, note });
    },
  };
}
