/** One run: where it stands, what can be done with it, and what it has shown so far. */
import { memo, type ReactElement, useState } from 'react';
import type { KeptRun } from '../state/run.ts';
import type { LiveRun } from '../state/runs-state.ts';
import { useWorkshop } from '../state/workshop-context.ts';
import { LookFront } from './look-front.tsx';
import { LookTexts } from './look-texts.tsx';
import { RunButtons } from './run-buttons.tsx';
import { RunCharts } from './run-charts.tsx';
import { leftWords, memoryWords, runName, speedWords, standing } from './run-words.ts';
import { canStayAwake, useWakeLock } from './use-wake-lock.ts';

export interface RunViewProps {
  readonly run: KeptRun;
  /** Where it trains. */
  readonly live: LiveRun | undefined;
  /** Another run took its place, e.g. its fork. */
  readonly onShow: (id: string) => void;
}

export function RunView({ run, live, onShow }: RunViewProps): ReactElement {
  const { runs } = useWorkshop();
  const [awake, setAwake] = useState(false);
  useWakeLock(awake && live !== undefined);
  const part = live && 'done' in live.activity && live.activity.total > 0 ? live.activity.done / live.activity.total : 0;
  const opening = live?.activity.kind === 'opening';
  const speed = speedWords(run.log);
  return (
    <article className="run-view" aria-labelledby={`${run.id}-name`}>
      <header>
        <h3 id={`${run.id}-name`} tabIndex={-1}>
          {runName(run)}
        </h3>
        <p className="run-standing">
          {standing(run, live)}
          <span className="quiet">
            {[live && run.step < run.steps ? leftWords(live.secondsLeft) : undefined, speed]
              .filter((words) => words !== undefined)
              .map((words) => ` · ${words}`)}
          </span>
        </p>
        {live && (
          <progress
            max={opening ? 1 : run.steps}
            value={opening ? part : run.step + (live.activity.kind === 'training' ? Math.min(0.99, part) : 0)}
            aria-label={opening ? 'Starting' : 'Steps'}
          />
        )}
        <RunButtons run={run} live={live} onShow={onShow} />
        {live && canStayAwake && (
          <label className="run-awake">
            <input type="checkbox" checked={awake} onChange={(event) => setAwake(event.target.checked)} /> Keep the screen awake while it
            trains
          </label>
        )}
      </header>
      {run.failure !== undefined && (
        <p className="notice error" role="alert">
          <span>{run.failure}</span>
        </p>
      )}
      {!runs.getState().lasts && <p className="quiet">This browser keeps nothing: the run is gone when you leave the page.</p>}
      <RunRecord run={run} />
      {live?.opened && (
        <details className="run-memory">
          <summary>What it runs on</summary>
          <p>{memoryWords(live.opened)}</p>
        </details>
      )}
    </article>
  );
}

/** What it has shown so far. Drawn when the run grows, not at every move of the bar: charts would take a sixth of a core from the training. */
const RunRecord = memo(function RunRecord({ run }: { readonly run: KeptRun }): ReactElement {
  return (
    <>
      {run.looks.length > 0 && (
        <div className="run-looks">
          <LookFront run={run} />
          <LookTexts run={run} />
        </div>
      )}
      {run.log.length > 0 && <RunCharts run={run} />}
    </>
  );
});
