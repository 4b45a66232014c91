/** The sweep's line under the prompt: how far it is, what stops it and lets it go on, and how far it reaches. */
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { quoted } from '../state/quoted.ts';
import { useTiller } from '../state/tiller-context.ts';
import { settingsOf, usualExtent } from './extent.ts';
import { PromptList } from './prompt-list.tsx';
import { SweepExtent } from './sweep-extent.tsx';
import type { SweepState } from './sweep-state.ts';
import { doneInWords, sweepSentence, timeLeft } from './sweep-words.ts';
import './sweep.css';

/** Nothing before a sweep was asked for. */
export function SweepLine() {
  const tiller = useTiller();
  const { sweep } = tiller;
  useSpokenProgress();
  // What a visit before this one left is offered: the line shows it, and goes on only when asked.
  useEffect(() => {
    sweep.getState().offer(settingsOf(tiller, usualExtent(tiller.request.getState().prompt)));
  }, [sweep, tiller]);
  const shown = useStore(sweep, ({ status }) => status !== 'none');
  return shown ? <Line /> : null;
}

function Line() {
  const { sweep, request, engine } = useTiller();
  const { status, settings, done, total, error } = useStore(
    sweep,
    useShallow(({ status, settings, done, total, error }) => ({ status, settings, done, total, error })),
  );
  const share = useStore(sweep, shareWritten);
  const left = useStore(sweep, ({ secondsLeft }) => timeLeft(secondsLeft));
  const ready = useStore(engine, (state) => state.status.kind === 'ready');
  const present = useStore(request, (state) => state.prompt);
  const { stop, goOn, clear } = sweep.getState();
  const line = useRef<HTMLElement>(null);
  const [listing, setListing] = useState(false);
  const prompts = settings?.prompts ?? [];
  const other = prompts.length === 1 && prompts[0] !== present ? ` to “${quoted(prompts[0] ?? '')}”` : '';
  // The button that was pressed is gone: the focus stays in the line.
  const pressed = (action: () => void) => () => {
    action();
    line.current?.focus({ preventScroll: true });
  };
  return (
    <section ref={line} className="sweep" aria-label="Sweep" tabIndex={-1} data-status={status}>
      <div className="sweep-line">
        <progress value={settings ? share : 1} aria-label="The sweep" />
        <p>
          <span>{settings ? `${reachedInWords({ status, done, total })}${other}` : 'A front from a file'}</span>
          <span className="sweep-left">{standing(status, ready, left)}</span>
        </p>
        {settings && <SweepExtent settings={settings} listing={listing} onList={setListing} />}
        <div className="sweep-actions">
          {status === 'running' && (
            <button type="button" className="button" onClick={pressed(stop)} aria-keyshortcuts="Escape">
              Stop
            </button>
          )}
          {/* What was refused before it began is changed, not tried again. */}
          {(status === 'stopped' || (status === 'failed' && total > 0)) && (
            <button type="button" className="button" onClick={pressed(goOn)}>
              {status === 'failed' ? 'Try again' : 'Go on'}
            </button>
          )}
          <button type="button" className="button plain" onClick={clear}>
            Close
          </button>
        </div>
      </div>
      {status === 'failed' && (
        <p className="sweep-error" role="alert">
          {error}
        </p>
      )}
      {settings && listing && <PromptList settings={settings} onUse={() => setListing(false)} />}
    </section>
  );
}

/** How much of the sweep is written, in [0, 1], in steps that the bar can show: many texts grow at once and end together. */
function shareWritten({ texts, settings }: SweepState): number {
  if (!settings || texts.length === 0) return 0;
  const written = texts.reduce((sum, { stop, tokens }) => sum + (stop === undefined ? tokens.length / settings.maxTokens : 1), 0);
  return Math.round((barSteps * written) / texts.length) / barSteps;
}

const barSteps = 250;

/** How far it is; before its texts are planned, that it begins or could not. */
function reachedInWords({ status, ...count }: Pick<SweepState, 'status' | 'done' | 'total'>): string {
  if (count.total > 0) return doneInWords(count);
  return status === 'failed' ? 'Not started' : 'Starting';
}

/** Beside the count: how long it will take, or what it waits for. */
function standing(status: SweepState['status'], ready: boolean, left: string): string {
  if (status === 'stopped') return 'stopped; its texts are kept';
  if (status !== 'running') return '';
  return ready ? left : 'waits for the model';
}

/** A screen reader hears that a sweep starts, its quarters and its end. */
function useSpokenProgress(): void {
  const { sweep, view } = useTiller();
  useEffect(
    () =>
      sweep.subscribe((now, before) => {
        const sentence = sweepSentence(before, now);
        if (sentence) view.getState().announce(sentence);
      }),
    [sweep, view],
  );
}
