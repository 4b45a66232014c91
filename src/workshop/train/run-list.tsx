import type { ReactElement } from 'react';
import type { KeptRun } from '../state/run.ts';
import { runName, standing } from './run-words.ts';

export interface RunListProps {
  readonly runs: readonly KeptRun[];
  readonly shown: string | undefined;
  readonly onShow: (id: string) => void;
}

/** All runs, the newest first; the one that is shown is marked. */
export function RunList({ runs, shown, onShow }: RunListProps): ReactElement {
  return (
    <nav aria-label="Runs" className="run-list">
      <ul>
        {[...runs].reverse().map((run) => (
          <li key={run.id}>
            <button
              type="button"
              className="button plain"
              aria-current={run.id === shown ? 'true' : undefined}
              onClick={() => onShow(run.id)}
            >
              <b className="run-name">{runName(run)}</b> <span>{standing(run, undefined)}</span>{' '}
              <time dateTime={run.date}>{timeOf(run.date)}</time>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function timeOf(date: string): string {
  return new Date(date).toLocaleString('en', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false });
}
