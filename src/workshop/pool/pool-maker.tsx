/** Making the answers here: how many, how long, how far it is, and what is being written. */
import { type ReactElement, useId, useRef } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { shippedSystem } from '../../training/shipped-prompts.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { counted, timeInWords } from '../parts/words.ts';
import type { Growing } from '../state/pool-maker.ts';
import type { Project } from '../state/project-schema.ts';
import { useProject, useWorkshop } from '../state/workshop-context.ts';

/** Texts in the making that are shown. */
const shown = 3;

export function PoolMaker(): ReactElement {
  const { pool } = useWorkshop();
  const { status, stale, done, total, secondsLeft, error, growing } = useStore(
    pool,
    useShallow(({ status, stale, done, total, secondsLeft, error, growing }) => ({
      status,
      stale,
      done,
      total,
      secondsLeft,
      error,
      growing,
    })),
  );
  const { make, stop } = pool.getState();
  const standing = useRef<HTMLDivElement>(null);
  const pressed = (act: () => void) => () => {
    act();
    // The button that was pressed is gone: the focus stays beside the other.
    standing.current?.focus({ preventScroll: true });
  };
  const limit = useProject((state) => state.project.pool.limit);
  const begun = growing.reduce((sum, { tokens }) => sum + Math.min(1, tokens / limit), 0);
  if (total === 0) {
    return (
      <p>
        There are no prompts to train on yet. <a href="#/workshop/prompts">Write or paste some.</a>
      </p>
    );
  }
  return (
    <div className="pool-maker">
      {stale && status !== 'ready' && <Stale />}
      {status !== 'ready' && <Settings disabled={status === 'making'} />}
      <div ref={standing} className="pool-progress" tabIndex={-1}>
        {(status === 'making' || status === 'stopped') && <progress max={total} value={done + begun} aria-label="Answers of the pool" />}
        <p>
          {status === 'missing' ? `${counted(total)} answers to make` : `${counted(done)} of ${counted(total)} answers`}
          {status === 'making' && <span className="quiet">{paceWords(secondsLeft, growing)}</span>}
        </p>
        {(status === 'missing' || status === 'stopped' || status === 'failed') && (
          <button type="button" className="button primary" onClick={pressed(make)}>
            {status === 'missing' ? 'Let the base answer' : status === 'failed' ? 'Try again' : 'Go on'}
          </button>
        )}
        {status === 'making' && (
          <button type="button" className="button" onClick={pressed(stop)}>
            Stop
          </button>
        )}
      </div>
      {status === 'ready' && (
        <details>
          <summary>More answers, or other settings</summary>
          <Settings disabled={false} />
        </details>
      )}
      {status === 'failed' && (
        <p className="notice error" role="alert">
          <span>The pool could not be made: {error}</span>
        </p>
      )}
      {status === 'stopped' && <p className="quiet">What is there is kept in this browser, and can be trained on as it is.</p>}
      {status === 'making' && growing.length > 0 && (
        <ul className="pool-growing" aria-label="Being written">
          {growing.slice(0, shown).map(({ prompt, sample, text }) => (
            <li key={`${sample} ${prompt}`}>
              <p className="quiet" dir="auto">
                {prompt}
              </p>
              <p dir="auto">{text}</p>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function paceWords(secondsLeft: number | undefined, growing: readonly Growing[]): string {
  if (growing.length === 0) return ', waits for the model';
  if (secondsLeft === undefined) return `, ${growing.length} at once`;
  return `, ${growing.length} at once, about ${timeInWords(secondsLeft)} left on this machine`;
}

function Stale(): ReactElement {
  const { project } = useWorkshop();
  const system = useProject((state) => state.project.prompts.system);
  return (
    <div className="notice">
      <span>
        The answers that come with the site were given under the system prompt “{shippedSystem}” Under{' '}
        {system.trim() === '' ? 'none' : `“${system}”`} the base answers otherwise, so they are not used: let it answer anew, or go back.
      </span>
      <span className="actions">
        <button
          type="button"
          className="button"
          onClick={() => project.getState().change((now) => ({ ...now, prompts: { ...now.prompts, system: shippedSystem } }))}
        >
          Back to the shipped one
        </button>
      </span>
    </div>
  );
}

function Settings({ disabled }: { readonly disabled: boolean }): ReactElement {
  const { project } = useWorkshop();
  const id = useId();
  const { samples, limit, temperature, seed } = useProject((state) => state.project.pool);
  const set = (change: Partial<Project['pool']>) => project.getState().change((now) => ({ ...now, pool: { ...now.pool, ...change } }));
  return (
    <fieldset className="pool-settings" aria-describedby={id}>
      <legend className="visually-hidden">How the base answers</legend>
      <NumberField
        label="Answers to each prompt"
        value={samples}
        min={2}
        max={64}
        step={1}
        width="3.5rem"
        disabled={disabled}
        onCommit={(value) => set({ samples: Math.round(value) })}
      />
      <NumberField
        label="Tokens at most"
        value={limit}
        min={8}
        max={256}
        step={8}
        width="4rem"
        disabled={disabled}
        onCommit={(value) => set({ limit: Math.round(value) })}
      />
      <NumberField
        label="Temperature"
        value={temperature}
        min={0.1}
        max={2}
        step={0.1}
        decimals={1}
        width="3.5rem"
        disabled={disabled}
        onCommit={(value) => set({ temperature: Number(value.toFixed(1)) })}
      />
      <NumberField
        label="Seed"
        value={seed}
        min={0}
        max={4294967295}
        step={1}
        width="6rem"
        disabled={disabled}
        onCommit={(value) => set({ seed: Math.round(value) })}
      />
      <p id={id} className="quiet">
        More answers hold more to choose from, and take as much longer. A prompt that was answered under the same settings is not answered
        again.
      </p>
    </fieldset>
  );
}
