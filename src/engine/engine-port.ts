/** What the page needs of the engine; tests use a fake of the same shape. */
import type { EngineClient } from './client.ts';

export type EnginePort = Pick<
  EngineClient,
  | 'status'
  | 'subscribe'
  | 'watchBusy'
  | 'load'
  | 'cancelLoad'
  | 'prepare'
  | 'generate'
  | 'score'
  | 'explain'
  | 'states'
  | 'choose'
  | 'count'
  | 'tokenBytes'
  | 'exportMix'
>;
