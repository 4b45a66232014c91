/** Which panes show why their words are there, and what the engine has said of them: asked one after the other, kept by text. */
import { createStore } from 'zustand/vanilla';
import type { EnginePort } from '../../engine/engine-port.ts';
import { isAbort } from '../../lm/errors.ts';
import type { ExplainResult } from '../../lm/explanation.ts';
import type { SlotSource } from '../../lm/requests.ts';
import { failureInWords } from '../state/failure.ts';
import type { WhyQuestion } from './why-question.ts';

export type WhyView =
  /** There is no settled answer of the live model yet. */
  | { readonly status: 'waiting' }
  /** `done`: fraction of 1. */
  | { readonly status: 'reading'; readonly done: number }
  | ExplainedView
  | { readonly status: 'failed'; readonly error: string };

export interface ExplainedView {
  readonly status: 'explained';
  readonly question: WhyQuestion;
  readonly words: ExplainResult;
  /** Absent while it is being asked, and where no adapter pulls. */
  readonly pulls?: ExplainResult;
  /** Why there are no pulls, in a sentence. */
  readonly error?: string;
}

export interface WhyState {
  /** Panes, by id, in the order in which they were opened. */
  readonly open: readonly string[];
  /** Of the open panes. */
  readonly views: Readonly<Record<string, WhyView>>;
}

export interface WhyDeps {
  readonly engine: Pick<EnginePort, 'explain'>;
  readonly slots: () => readonly SlotSource[];
  /** What to ask about a pane's answer; undefined where none stands. */
  readonly question: (pane: string) => WhyQuestion | undefined;
  /** False while answers are made or a slider is dragged: they go first, and what would be asked is not settled. */
  readonly isIdle: () => boolean;
}

/** Texts whose explanation is kept: about 100 KB each. */
const keptTexts = 12;

export type WhyStore = ReturnType<typeof createWhyStore>;

export interface Why {
  readonly store: WhyStore;
  /** Opens or closes a pane's. */
  toggle(pane: string): void;
  /** These panes and no others, as a link says. */
  set(panes: readonly string[]): void;
  /** Asks again what failed. */
  retry(): void;
  /** Something changed that an answer may depend on. */
  refresh(): void;
  /** The reader looks elsewhere: asks for nothing until `show`. */
  hide(): void;
  show(): void;
}

export function createWhyStore() {
  return createStore<WhyState>(() => ({ open: [], views: {} }));
}

export function createWhy({ engine, slots, question, isIdle }: WhyDeps): Why {
  const store = createWhyStore();
  const kept = new Map<string, ExplainedView>();
  const failures = new Map<string, string>();
  let asking: { readonly key: string; readonly abort: AbortController; done: number } | undefined;
  let hidden = false;

  function keep(view: ExplainedView) {
    kept.delete(view.question.key);
    kept.set(view.question.key, view);
    const [oldest] = kept.keys();
    if (kept.size > keptTexts && oldest !== undefined) kept.delete(oldest);
  }

  function viewOf(asked: WhyQuestion | undefined): WhyView {
    if (!asked) return { status: 'waiting' };
    const known = kept.get(asked.key);
    if (known) return known;
    const error = failures.get(asked.key);
    if (error !== undefined) return { status: 'failed', error };
    return { status: 'reading', done: asking?.key === asked.key ? asking.done : 0 };
  }

  const lacksPulls = (view: ExplainedView) => view.question.pulls !== undefined && view.pulls === undefined && view.error === undefined;

  /** Shows what is known, and asks for the first thing that is not. */
  function refresh() {
    const { open, views: before } = store.getState();
    const asked = open.map((pane) => question(pane));
    const views = Object.fromEntries(open.map((pane, i) => [pane, viewOf(asked[i])]));
    if (JSON.stringify(Object.keys(before)) !== JSON.stringify(open) || open.some((pane) => !sameView(before[pane], views[pane])))
      store.setState({ views });
    const unknown = (one: WhyQuestion | undefined) => one && !kept.has(one.key) && !failures.has(one.key);
    const halfKnown = (one: WhyQuestion | undefined) => {
      const view = one && kept.get(one.key);
      return view && lacksPulls(view);
    };
    const next = hidden || !isIdle() ? undefined : (asked.find(unknown) ?? asked.find(halfKnown));
    if (next?.key === asking?.key) return;
    asking?.abort.abort(new DOMException('another answer is asked about', 'AbortError'));
    asking = undefined;
    if (next) void ask(next);
  }

  async function ask(next: WhyQuestion) {
    const mine = { key: next.key, abort: new AbortController(), done: 0 };
    asking = mine;
    const { signal } = mine.abort;
    const call = (about: WhyQuestion['words']) =>
      engine.explain(
        { ...about, slots: slots() },
        {
          signal,
          onEvent: (event) => {
            if (signal.aborted || event.type !== 'explain-progress') return;
            mine.done = event.done;
            refresh();
          },
        },
      );
    try {
      const known = kept.get(next.key);
      if (!known) keep({ status: 'explained', question: next, words: await call(next.words) });
      else if (next.pulls) keep({ ...known, pulls: await call(next.pulls) });
    } catch (error) {
      if (signal.aborted) return;
      // An abort that is not ours: the model is being replaced, and nothing is known of the text.
      const sentence = isAbort(error) ? 'The model was stopped.' : `The words could not be explained: ${failureInWords(error)}`;
      const known = kept.get(next.key);
      if (known) keep({ ...known, error: sentence });
      else failures.set(next.key, sentence);
    }
    if (asking === mine) asking = undefined;
    if (!signal.aborted) refresh();
  }

  return {
    store,
    toggle(pane) {
      const { open } = store.getState();
      store.setState({ open: open.includes(pane) ? open.filter((one) => one !== pane) : [...open, pane] });
      refresh();
    },
    set(open) {
      store.setState({ open });
      refresh();
    },
    retry() {
      failures.clear();
      for (const { error: _, ...view } of [...kept.values()].filter(({ error }) => error !== undefined)) keep(view);
      refresh();
    },
    refresh,
    hide() {
      hidden = true;
      refresh();
    },
    show() {
      hidden = false;
      refresh();
    },
  };
}

function sameView(a: WhyView | undefined, b: WhyView | undefined): boolean {
  if (a?.status === 'explained') return a === b;
  return JSON.stringify(a) === JSON.stringify(b);
}
