/** A weighting that the pack's head proposes for the prompt: read when the reader asks for it, taken when the reader says so. */
import { createStore } from 'zustand/vanilla';
import type { EnginePort } from '../../engine/engine-port.ts';
import { isAbort } from '../../lm/errors.ts';
import type { Weighting } from '../../methods/method.ts';
import { type Auto, proposeWeighting } from '../../packs/auto.ts';
import { failureInWords } from './failure.ts';
import type { MixStore } from './mix-store.ts';
import type { RequestStore } from './request-store.ts';

export type AutoView =
  | { readonly status: 'unasked' }
  | { readonly status: 'reading' }
  | { readonly status: 'proposed'; readonly weights: Weighting }
  | { readonly status: 'failed'; readonly error: string };

export interface AutoState {
  /** Of the prompt as it stands: what was proposed for another one is forgotten. */
  readonly view: AutoView;
  /** Reads the prompt. Ends when there is a proposal or a sentence why not; another prompt ends it too. */
  propose(): Promise<void>;
  /** Moves the sliders there, locks or not, as a preset does. */
  take(): void;
}

export interface AutoDeps {
  /** Of the pack; without one nothing is proposed. */
  readonly head: Auto | undefined;
  readonly engine: Pick<EnginePort, 'states'>;
  readonly request: RequestStore;
  readonly mix: MixStore;
  readonly announce: (sentence: string) => void;
  /** A weighting in words, for who cannot see the marks. */
  readonly inWords: (weights: Weighting) => string;
}

export function createAutoStore({ head, engine, request, mix, announce, inWords }: AutoDeps) {
  let abort: AbortController | undefined;
  const store = createStore<AutoState>((set, get) => ({
    view: { status: 'unasked' },
    async propose() {
      if (!head) return;
      abort?.abort();
      const mine = new AbortController();
      abort = mine;
      set({ view: { status: 'reading' } });
      const view = await read(head, mine.signal);
      if (mine.signal.aborted) return;
      set({ view });
      announce(view.status === 'proposed' ? `Proposed: ${inWords(view.weights)}.` : view.error);
    },
    take() {
      const { view } = get();
      if (view.status !== 'proposed') return;
      mix.getState().set(view.weights);
      announce(`The sliders are at ${inWords(view.weights)}.`);
    },
  }));

  async function read(auto: Auto, signal: AbortSignal): Promise<Extract<AutoView, { readonly status: 'proposed' | 'failed' }>> {
    try {
      const { states } = await engine.states({ texts: [{ text: request.getState().prompt }], pooling: auto.pooling }, { signal });
      return { status: 'proposed', weights: proposeWeighting(auto, states) };
    } catch (error) {
      // An abort that is not ours: the model is being replaced.
      return {
        status: 'failed',
        error: isAbort(error) ? 'The model was stopped.' : `The prompt could not be read: ${failureInWords(error)}`,
      };
    }
  }

  const forget = () => {
    abort?.abort();
    if (store.getState().view.status !== 'unasked') store.setState({ view: { status: 'unasked' } });
  };
  request.subscribe((next, previous) => {
    if (next.prompt !== previous.prompt) forget();
  });
  return { ...store, forget };
}

export type AutoStore = ReturnType<typeof createAutoStore>;
