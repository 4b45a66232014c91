import type { ReactElement } from 'react';
import type { KeptRun } from '../state/run.ts';
import { makesPack, runInWords, weighedInWords, whyApart } from './run-words.ts';

export interface RunChoiceProps {
  readonly runs: readonly KeptRun[];
  /** Ids. */
  readonly chosen: readonly string[];
  readonly onChoose: (ids: readonly string[]) => void;
}

/** Which runs the pack has; with one alone there is nothing to choose. */
export function RunChoice({ runs, chosen, onChoose }: RunChoiceProps): ReactElement {
  const [only] = runs;
  const leading = runs.findLast((run) => chosen.includes(run.id)) ?? runs.findLast(makesPack);
  if (only && runs.length === 1) {
    const why = whyApart(only, only);
    return (
      <p className="keep-runs">
        <span>
          <b>{weighedInWords(only)}</b>: {runInWords(only)}
          {why !== undefined && `: no pack can be made of it, as ${why}.`}
        </span>
      </p>
    );
  }
  const toggle = (id: string) => onChoose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <fieldset className="keep-runs">
      <legend>Runs in the pack</legend>
      {[...runs].reverse().map((run) => {
        const why = leading && whyApart(run, leading);
        const last = chosen.length === 1 && chosen[0] === run.id;
        return (
          <label key={run.id}>
            <input type="checkbox" checked={chosen.includes(run.id)} disabled={why !== undefined || last} onChange={() => toggle(run.id)} />
            <span>
              <b>{weighedInWords(run)}</b>: {runInWords(run)}
              {why !== undefined && <small>: {why}</small>}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
