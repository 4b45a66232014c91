/** Where the model stands: one union, so that no two flags can disagree. */
import { createStore } from 'zustand/vanilla';
import type { LoadProgress } from '../../engine/client.ts';
import type { BackendId, EngineInfo } from '../../engine/protocol.ts';

/** A backend, or who chooses it; 'integers' and 'exact' are networks on the CPU, whatever else there is. */
export type BackendChoice = 'auto' | 'integers' | 'exact' | BackendId;

export type EngineStatus =
  /** Waits for the reader's click; `reason` says why it did not start by itself. */
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'loading'; readonly progress: LoadProgress | undefined }
  /** `adapters`: ids of those that answers may use; `preparing`: more are on their way, for a pane that waits while the others answer. */
  | { readonly kind: 'ready'; readonly info: EngineInfo; readonly adapters: readonly string[]; readonly preparing: boolean }
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
