/** What the run in the worker does just now, for whoever looks. */
import type { Stage } from './run.ts';

export type Activity =
  /** The trainer starts. */
  | { readonly kind: 'opening'; readonly note: string; readonly done: number; readonly total: number }
  /** Pieces of a gradient. */
  | { readonly kind: 'training'; readonly stage: Stage; readonly done: number; readonly total: number }
  /** The policy writes what it will learn from. */
  | { readonly kind: 'sampling'; readonly texts: number; readonly total: number }
  | { readonly kind: 'looking'; readonly texts: number; readonly total: number }
  | { readonly kind: 'keeping' }
  | { readonly kind: 'pausing' };
