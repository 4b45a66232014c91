/**
 * A conversation: what was asked and answered before the present prompt. The prompts are the same in every pane, the answers each pane's own.
 * They stand as they were written: only the last answer follows the sliders.
 */
import { createStore } from 'zustand/vanilla';
import type { Turn } from '../../lm/requests.ts';
import { fitPrompt } from './prompt-text.ts';
import type { RequestStore } from './request-store.ts';
import type { Run } from './run.ts';
import type { RunsStore } from './runs-store.ts';

/** A pane's answer when the next prompt was sent; its job says who wrote it, and at which weights. */
export type Answered = Extract<Run, { readonly status: 'done' | 'stopped' | 'precomputed' | 'opened' }>;

export interface Exchange {
  readonly prompt: string;
  readonly seed: number;
  /** By pane; at least one. */
  readonly answers: Readonly<Record<string, Answered>>;
}

export interface ConversationState {
  /** Oldest first; empty before the first reply. */
  readonly exchanges: readonly Exchange[];
  /** The next prompt, while it is written. */
  readonly reply: string;
  /** The field for it is shown. */
  readonly replying: boolean;
  /** The reader has run a prompt in this pack. */
  readonly begun: boolean;
}

export interface ConversationDeps {
  readonly request: RequestStore;
  readonly runs: RunsStore;
  /** Asks for all panes. */
  readonly ask: () => void;
}

/**
 * What a pane's answer to the next prompt goes on from. A pane that came later has the conversation of the first that has one, and the page says who
 * wrote it.
 */
export function turnsOf(exchanges: readonly Exchange[], pane: string): Turn[] {
  return exchanges.flatMap((exchange): Turn[] => [
    { role: 'user', text: exchange.prompt },
    { role: 'assistant', text: answerOf(exchange, pane).text },
  ]);
}

export function answerOf({ answers }: Exchange, pane: string): Answered {
  return answers[pane] ?? (Object.values(answers)[0] as Answered);
}

export function createConversation({ request, runs, ask }: ConversationDeps) {
  const store = createStore<ConversationState>(() => ({ exchanges: [], reply: '', replying: false, begun: false }));

  /** The answers that there are now, to the prompt that they answer: another may have been typed since. */
  function present(): Exchange | undefined {
    const shown = Object.entries(runs.getState().runs).filter((entry): entry is [string, Answered] => isAnswered(entry[1]));
    const [first] = shown;
    if (!first) return undefined;
    const { prompt, seed } = first[1].job;
    return { prompt, seed, answers: Object.fromEntries(shown.filter(([, { job }]) => job.prompt === prompt)) };
  }

  /** Goes back to where this exchange is the last, with its answers. */
  function backTo(place: number): void {
    const { exchanges } = store.getState();
    const exchange = exchanges[place];
    if (!exchange) return;
    store.setState({ exchanges: exchanges.slice(0, place) });
    request.getState().setPrompt(exchange.prompt);
    request.getState().setNumber('seed', exchange.seed);
    runs.setState({ runs: exchange.answers, error: undefined });
    ask();
  }

  return {
    ...store,
    /** The exchanges with the present answers as the last: what a reply goes on from. */
    withPresent(): readonly Exchange[] {
      const last = present();
      return last ? [...store.getState().exchanges, last] : store.getState().exchanges;
    },
    begin: () => store.setState({ begun: true }),
    open: () => store.setState({ replying: true }),
    close: () => store.setState({ replying: false, reply: '' }),
    write: (reply: string) => store.setState({ reply: fitPrompt(reply) }),
    /** Sends the reply to every pane. Does nothing without words, or while there is no answer to reply to. */
    send(): void {
      const { exchanges, reply } = store.getState();
      const last = present();
      if (reply.trim() === '' || !last || runs.getState().busy) return;
      runs.setState({ runs: {}, error: undefined });
      store.setState({ exchanges: [...exchanges, last], reply: '' });
      request.getState().setPrompt(reply);
      ask();
    },
    /** The last prompt and its answers are gone; those before are the present ones again. */
    takeBack: () => backTo(store.getState().exchanges.length - 1),
    /** Back to the first prompt. */
    clear: () => backTo(0),
    /** A conversation from elsewhere takes the place of this one. */
    restore: (exchanges: readonly Exchange[]) => store.setState({ exchanges, reply: '', replying: false, begun: true }),
    /** Another page takes the place of this one. */
    forget: () => store.setState({ exchanges: [], reply: '', replying: false }),
  };
}

function isAnswered(run: Run): run is Answered {
  return ['done', 'stopped', 'precomputed', 'opened'].includes(run.status) && run.text !== '';
}

export type ConversationStore = ReturnType<typeof createConversation>;
