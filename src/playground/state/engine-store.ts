/** Where the model stands: one union, so that no two flags can disagree. */
import { createStore } from 'zustand/vanilla';
import type { LoadProgress } from '../../engine/client.ts';
import type { BackendId, EngineInfo } from '../../engine/protocol.ts';

export type BackendChoice = 'auto' | BackendId;

export type EngineStatus =
  /** Waits for the reader's click; `reason` says why it did not start by itself. */
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'loading'; readonly progress: LoadProgress | undefined }
  /** `next`: another bank is loaded beside this one, which goes on answering. */
  | { readonly kind: 'ready'; readonly info: EngineInfo; readonly next?: { readonly progress?: LoadProgress | undefined } | undefined }
  /** The backend was lost and the next one is being started; a running answer waits and goes on. */
  | { readonly kind: 'recovering'; readonly reason: string; readonly progress: LoadProgress | undefined }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export interface EngineState {
  readonly status: EngineStatus;
  readonly choice: BackendChoice;
}

/** Starts in 'waiting'; the engine controller is its only writer. */
export function createEngineStore(choice: BackendChoice = 'auto') {
  return createStore<EngineState>(() => ({ status: { kind: 'waiting', reason: 'The model is not loaded yet.' }, choice }));
}

export type EngineStore = ReturnType<typeof createEngineStore>;
