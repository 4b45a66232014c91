/** How long the prompt is for the model, counted in tokens while it is typed: a character may be one token or three, or a word may be one. */
import { createStore } from 'zustand/vanilla';
import type { CountArgs } from '../../engine/protocol.ts';
import type { Turn } from '../../lm/requests.ts';
import type { Job } from './job.ts';

/** Of the engine: tokens of a prompt with earlier turns and chat template, and how many it may have together with its answer. */
export type CountTokens = (
  args: CountArgs,
  options: { readonly signal: AbortSignal },
) => Promise<{ readonly tokens: number; readonly limit: number }>;

export interface PromptSize {
  /** Of the longest row: methods put words of their own into the system prompt. */
  readonly tokens: number;
  /** Most that the prompt may have, with room for the answer. */
  readonly room: number;
}

export interface PromptSizeState {
  /** Undefined while it is not known, as before the model is there. */
  readonly size: PromptSize | undefined;
}

/** A system prompt and earlier turns as a row of a pane has them. */
interface Before {
  readonly system: string;
  readonly turns: readonly Turn[];
}

/** @param jobs Of every pane; their prompt is the same, their earlier turns need not be. */
export function createPromptSize(countTokens: CountTokens, jobs: () => readonly Job[]) {
  const store = createStore<PromptSizeState>(() => ({ size: undefined }));
  /** What was counted last, and the count that runs. */
  let counted = '';
  let running: AbortController | undefined;
  let settled: Promise<void> | undefined;

  function forget() {
    running?.abort();
    counted = '';
    settled = undefined;
    store.setState({ size: undefined });
  }

  async function count(befores: readonly Before[], { prompt, maxTokens }: Job, signal: AbortSignal): Promise<void> {
    try {
      const sizes = await Promise.all(befores.map((before) => countTokens({ ...before, prompt }, { signal })));
      if (signal.aborted) return;
      const tokens = Math.max(...sizes.map((size) => size.tokens));
      store.setState({ size: { tokens, room: Math.min(...sizes.map(({ limit }) => limit)) - maxTokens } });
    } catch {
      // Nothing is known: the engine says at the run what is wrong with the prompt, or with itself.
      if (!signal.aborted) forget();
    }
    if (!signal.aborted) settled = undefined;
  }

  return {
    ...store,
    /** Counts where the prompt, what is before it or the longest answer changed since; the newest call decides. */
    measure(): void {
      const [first] = jobs();
      if (!first) return;
      const befores = new Map<string, Before>();
      for (const { system, turns, steering } of jobs())
        for (const row of steering.rows) {
          const before = { system: row.system ?? system, turns };
          befores.set(JSON.stringify(before), before);
        }
      const key = JSON.stringify([first.prompt, first.maxTokens, ...befores.keys()]);
      if (key === counted) return;
      counted = key;
      running?.abort();
      running = new AbortController();
      settled = count([...befores.values()], first, running.signal);
    },
    /** Settles when the count that runs has ended; undefined where none runs. Never rejects. */
    counting: () => settled,
    /** What was counted was another model's, or there is none. */
    forget,
  };
}

export type PromptSizeStore = ReturnType<typeof createPromptSize>;

/** The prompt leaves no room for the answer. */
export function isTooLong({ size }: PromptSizeState): boolean {
  return size !== undefined && size.tokens > size.room;
}
