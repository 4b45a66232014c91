/** An answer in the mode that shows why its words are there: the words, what is known of one of them, and how far the experts part. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { formatRoute } from '../../site/route.ts';
import { Answer } from '../panes/answer.tsx';
import { emptyRun } from '../state/run.ts';
import { useTiller } from '../state/tiller-context.ts';
import { goOnFrom } from './question-of.ts';
import { WhyCard } from './why-card.tsx';
import type { ExplainedView, WhyView } from './why-store.ts';
import { WhyText } from './why-text.tsx';
import { whyWords } from './why-words.ts';
import './why.css';

export interface WhyAnswerProps {
  /** Id. */
  readonly pane: string;
  /** Of the pane, told apart from the others. */
  readonly name: string;
}

export function WhyAnswer({ pane, name }: WhyAnswerProps) {
  const { runs, why } = useTiller();
  const view = useStore(why.store, ({ views }) => views[pane]) ?? { status: 'waiting' };
  const run = useStore(runs, (state) => state.runs[pane] ?? emptyRun);
  const region = useRef<HTMLElement>(null);
  return (
    // The focus comes here when the word that had it is gone.
    <section className="why" aria-label={`Why the words of ${name}`} tabIndex={-1} ref={region}>
      {view.status === 'explained' ? (
        <Explained key={view.question.key} pane={pane} name={name} view={view} onGone={() => region.current?.focus()} />
      ) : (
        <>
          <Answer run={run} />
          <Waiting view={view} live={'tokens' in run} />
        </>
      )}
      <button
        type="button"
        className="button plain why-close"
        aria-label={`Close why these words, ${name}`}
        onClick={() => close(pane, why)}
      >
        Close
      </button>
    </section>
  );
}

/** The pane's menu, from which it was opened, gets the focus back. */
function close(pane: string, why: { toggle(pane: string): void }): void {
  why.toggle(pane);
  document.querySelector<HTMLElement>(`[data-pane="${pane}"] .menu > button`)?.focus();
}

function Waiting({ view, live }: { readonly view: Exclude<WhyView, ExplainedView>; readonly live: boolean }) {
  const { why } = useTiller();
  if (view.status === 'failed') {
    return (
      <div className="notice error" role="alert">
        <span>{view.error}</span>
        <span className="actions">
          <button type="button" className="button" onClick={why.retry}>
            Try again
          </button>
        </span>
      </div>
    );
  }
  const said =
    view.status === 'reading'
      ? `Reading the answer word by word … ${Math.round(100 * view.done)}%`
      : live
        ? 'The words are told when the answer is there.'
        : 'Only an answer of the live model can be asked why.';
  // As in an answer: a text that a browser has translated is not written to.
  return (
    <p key={said} className="why-note">
      {said}
    </p>
  );
}

interface ExplainedProps extends WhyAnswerProps {
  readonly view: ExplainedView;
  /** What had the focus will not be there any more. */
  readonly onGone: () => void;
}

function Explained({ pane, name, view, onGone }: ExplainedProps) {
  const tiller = useTiller();
  const { words, misalignment } = useMemo(() => whyWords(view.question, view.words, view.pulls), [view]);
  // It begins at the reader's own choice, or where the experts part most.
  const [at, setAt] = useState(() => {
    const chosen = tiller.forks.getState().forks[pane]?.prefix.length;
    const own = chosen === undefined ? -1 : words.findIndex(({ from, tokens }) => from <= chosen - 1 && chosen - 1 < from + tokens);
    if (own >= 0) return own;
    const parts = words.map(({ divergence = 0 }) => divergence);
    return parts.indexOf(Math.max(...parts));
  });
  const word = words[at];
  useEffect(() => tiller.view.getState().announce(`The words of ${name} can be read one by one.`), [tiller, name]);
  return (
    <>
      <WhyText name={name} words={words} at={at} onChoose={setAt} />
      {misalignment === undefined ? <p className="why-note">{view.question.unparted}</p> : <Meter misalignment={misalignment} />}
      {word && (
        <WhyCard
          key={word.from}
          view={view}
          word={word}
          onGoOn={(rival) => {
            onGone();
            goOnFrom(tiller, pane, word.from, rival);
          }}
        />
      )}
      {view.error !== undefined && (
        <p className="why-note">
          {view.error}{' '}
          <button type="button" className="button plain" onClick={tiller.why.retry}>
            Try again
          </button>
        </p>
      )}
    </>
  );
}

/** The number of the answer, and what it means. */
function Meter({ misalignment }: { readonly misalignment: number }) {
  return (
    <p className="why-note">
      <strong>{`Misalignment ${misalignment.toFixed(2)} nats a token`}</strong>: how far this policy’s next words part, from all weight on
      one reward to all on another; underlined where they do. At 0, mixing loses nothing.{' '}
      <a href={formatRoute({ page: 'lesson', lesson: 'fork', step: 2 })}>Lesson 6</a>
    </p>
  );
}
