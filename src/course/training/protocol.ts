/** What a page and its training worker say to each other. One worker holds one run; a new `create` replaces it. */

/** 'full' takes as many steps as the worker manages. */
export type Speed = number | 'full';

export type ToTrainer =
  /** `run` numbers the runs of a worker, so that a late answer of a replaced run is known as such. */
  | { readonly kind: 'create'; readonly run: number; readonly name: string; readonly config: unknown; readonly seed: number }
  /** Plays at `speed` steps a second until paused or finished. */
  | { readonly kind: 'play'; readonly speed: Speed }
  | { readonly kind: 'pause' }
  /** Takes this many steps, then rests. */
  | { readonly kind: 'step'; readonly steps: number };

export type FromTrainer =
  | { readonly kind: 'progress'; readonly run: number; readonly steps: number; readonly finished: boolean; readonly snapshot: unknown }
  | { readonly kind: 'failed'; readonly run: number; readonly message: string };
