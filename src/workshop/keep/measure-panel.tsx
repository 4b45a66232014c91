/** How much is measured, how far it is, and what stops it and lets it go on. */
import { type ReactElement, useEffect, useId, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useWorkshop } from '../state/workshop-context.ts';
import { readAsked, writeAsked } from './asked.ts';
import { estimatedSeconds, promptChoices, timeInWords, usualSettings } from './measure-words.ts';
import { type MeasureSubject, measureSize } from './measuring.ts';
import { readPace } from './pace.ts';

export function MeasurePanel({ subject }: { readonly subject: MeasureSubject }): ReactElement {
  const { keep, notices } = useWorkshop();
  const state = useStore(keep.measuring.store);
  const own = state.of === subject.id;
  const { status, done, total } = own ? state : { status: 'none' as const, done: 0, total: 0 };
  const heldOut = subject.prompts.heldOut.length;
  const [settings, setSettings] = useState((own ? state.settings : undefined) ?? readAsked(subject.id) ?? usualSettings(heldOut));
  useEffect(() => {
    // What runs is left alone: the reader came back to it.
    const { of, status: now } = keep.measuring.store.getState();
    if (of !== subject.id || now !== 'running') void keep.measuring.offer(subject, settings);
  }, [keep, subject, settings]);
  useEffect(() => {
    if (status === 'done') notices.getState().announce('The measurement is finished.');
  }, [status, notices]);
  const panel = useRef<HTMLDivElement>(null);
  const pressed = (act: () => unknown) => () => {
    act();
    // The button that was pressed is gone: the focus stays in the panel.
    panel.current?.focus({ preventScroll: true });
  };
  const measure = pressed(() => {
    writeAsked(subject.id, settings);
    return keep.measuring.start(subject, settings);
  });
  const running = status === 'running';
  const pace = readPace();
  const left = measureSize(subject, settings) - (own ? done : 0);
  const prompts = useId();
  const samples = useId();
  const weightings = useId();
  return (
    <div ref={panel} className="measure-panel" tabIndex={-1} data-status={status}>
      <p>
        The base and {policyNames(subject)} answer prompts that nothing was trained on, at every weighting. {heldOut} are held out.
      </p>
      <div className="measure-fields">
        <span>
          <label htmlFor={prompts}>Prompts</label>
          <select
            id={prompts}
            className="field"
            value={settings.prompts}
            disabled={running}
            onChange={(event) => setSettings({ ...settings, prompts: Number(event.target.value) })}
          >
            {promptChoices(heldOut).map((count) => (
              <option key={count} value={count}>
                {count === heldOut ? `all ${count}` : count}
              </option>
            ))}
          </select>
        </span>
        <span>
          <label htmlFor={samples}>Answers to each</label>
          <select
            id={samples}
            className="field"
            value={settings.samples}
            disabled={running}
            onChange={(event) => setSettings({ ...settings, samples: Number(event.target.value) })}
          >
            {[1, 2, 4].map((count) => (
              <option key={count}>{count}</option>
            ))}
          </select>
        </span>
        {subject.pack.rewards.length === 3 && (
          <span>
            <label htmlFor={weightings}>Weightings</label>
            <select
              id={weightings}
              className="field"
              value={settings.tenths ? 'tenths' : 'few'}
              disabled={running}
              onChange={(event) => setSettings({ ...settings, tenths: event.target.value === 'tenths' })}
            >
              <option value="few">16</option>
              <option value="tenths">76, all tenths</option>
            </select>
          </span>
        )}
        {running ? (
          <button type="button" className="button" onClick={pressed(() => keep.measuring.stop())}>
            Stop
          </button>
        ) : (
          status !== 'done' && (
            <button type="button" className="button primary" onClick={measure}>
              {status === 'stopped' ? 'Go on' : status === 'failed' ? 'Try again' : 'Measure'}
            </button>
          )
        )}
      </div>
      {status === 'none' && (
        <p className="measure-note">
          {left.toLocaleString('en')} answers, {timeInWords(estimatedSeconds(left, subject.pack.maxTokens, pace))}{' '}
          {pace === undefined ? 'on an ordinary machine' : 'on this machine'}. The playground and training go first; what is there is kept.
        </p>
      )}
      {status !== 'none' && <Progress running={running} done={done} total={total} stopped={status === 'stopped'} />}
      {own && state.status === 'failed' && (
        <p className="notice error" role="alert">
          <span>{state.error}</span>
        </p>
      )}
      {own &&
        state.faults.map((fault) => (
          <p key={fault} className="notice">
            {fault}
          </p>
        ))}
      {own && state.unkept && <p className="notice">The answers are not kept in this browser: {state.unkept}</p>}
    </div>
  );
}

interface ProgressProps {
  readonly running: boolean;
  readonly stopped: boolean;
  readonly done: number;
  readonly total: number;
}

function Progress({ running, stopped, done, total }: ProgressProps): ReactElement {
  const secondsLeft = useStore(useWorkshop().keep.measuring.store, (state) => state.secondsLeft);
  const left = running && secondsLeft !== undefined ? `, ${timeInWords(secondsLeft)} left` : '';
  return (
    <p className="measure-progress">
      <progress value={total === 0 ? 0 : done / total} aria-label="The measurement" />
      <span>
        {done.toLocaleString('en')} of {total.toLocaleString('en')} answers{left}
        {stopped && '; stopped, they are kept'}
      </span>
    </p>
  );
}

function policyNames({ pack }: MeasureSubject): string {
  const names = pack.policies.filter(({ method }) => method !== 'base' && method !== 'single').map(({ label }) => label);
  return names.length === 1 ? (names[0] as string) : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
