import { type ReactElement, useRef, useState } from 'react';
import { messageOf } from '../../lm/errors.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { withRun } from '../state/project-schema.ts';
import { type KeptRun, stagesOf } from '../state/run.ts';
import type { LiveRun } from '../state/runs-state.ts';
import { useWorkshop } from '../state/workshop-context.ts';
import { forkRecipe } from './fork-recipe.ts';
import { runName } from './run-words.ts';

export interface RunButtonsProps {
  readonly run: KeptRun;
  readonly live: LiveRun | undefined;
  readonly onShow: (id: string) => void;
}

/** Pause, go on, end here, fork, remove: what the run's state allows. */
export function RunButtons({ run, live, onShow }: RunButtonsProps): ReactElement {
  const { runs, project } = useWorkshop();
  const [wrong, setWrong] = useState<string>();
  const [forking, setForking] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const bar = useRef<HTMLDivElement>(null);
  /** The button that was pressed goes: the focus stays beside those that come. */
  const stay = () => bar.current?.focus({ preventScroll: true });
  const act = (work: () => Promise<unknown>) => {
    stay();
    setWrong(undefined);
    work().catch((error: unknown) => setWrong(messageOf(error)));
  };
  const { pause, goOn, finish, remove } = runs.getState();
  const rests = live === undefined;
  const leave = async () => {
    await remove(run.id);
    project.getState().change((now) => ({ ...now, runs: now.runs.filter((id) => id !== run.id) }));
  };
  return (
    <>
      <div ref={bar} className="run-buttons" tabIndex={-1}>
        {live && (
          <button type="button" className="button primary" disabled={live.activity.kind === 'pausing'} onClick={() => act(pause)}>
            Pause
          </button>
        )}
        {rests && run.status === 'paused' && (
          <button type="button" className="button primary" onClick={() => act(() => goOn(run.id))}>
            {run.step === 0 ? 'Begin' : 'Go on'}
          </button>
        )}
        {rests && run.status !== 'done' && run.checkpoints.length > 0 && (
          <button type="button" className="button" onClick={() => act(() => finish(run.id))}>
            End it here
          </button>
        )}
        {rests && (run.checkpoints.length > 0 || run.status === 'failed') && (
          <button type="button" className="button" aria-expanded={forking} onClick={() => setForking(!forking)}>
            Fork …
          </button>
        )}
        {rests && !leaving && (
          <button
            type="button"
            className="button plain"
            aria-label={`Remove the run ${runName(run)} …`}
            onClick={() => {
              stay();
              setLeaving(true);
            }}
          >
            Remove …
          </button>
        )}
        {rests && leaving && (
          <>
            <span role="status">Its numbers go for good.</span>
            <button type="button" className="button" onClick={() => act(leave)}>
              Remove it
            </button>
            <button
              type="button"
              className="button plain"
              onClick={() => {
                stay();
                setLeaving(false);
              }}
            >
              Keep it
            </button>
          </>
        )}
      </div>
      {wrong !== undefined && (
        <p className="notice error" role="alert">
          <span>{wrong}</span>
        </p>
      )}
      {forking && <Fork run={run} onDone={onShow} onWrong={setWrong} />}
    </>
  );
}

function Fork({
  run,
  onDone,
  onWrong,
}: {
  readonly run: KeptRun;
  readonly onDone: (id: string) => void;
  readonly onWrong: (sentence: string) => void;
}) {
  const { runs, project } = useWorkshop();
  const places = run.checkpoints.length > 0 ? run.checkpoints : [0];
  const [from, setFrom] = useState(places.at(-1) as number);
  const stage = stagesOf(run.plan.recipe).at(-1);
  const [steps, setSteps] = useState((stage?.steps ?? 0) + (run.step === run.steps ? 10 : 0));
  const [pace, setPace] = useState(run.status === 'failed' ? 0.5 : 1);
  const start = async () => {
    try {
      const id = await runs.getState().fork(run.id, from, (recipe) => forkRecipe(recipe, { steps, pace }));
      project.getState().change((now) => withRun(now, id));
      onDone(id);
    } catch (error) {
      onWrong(messageOf(error));
    }
  };
  return (
    <div className="run-fork">
      <p>A fork begins at a checkpoint of this run and leaves it as it is.</p>
      <label>
        From step{' '}
        <select className="field" value={from} onChange={(event) => setFrom(Number(event.target.value))}>
          {places.map((step) => (
            <option key={step} value={step}>
              {step}
            </option>
          ))}
        </select>
      </label>
      <NumberField
        label={stage?.stage === 'on_policy' ? 'On-policy steps' : 'Steps'}
        value={steps}
        min={1}
        max={2000}
        step={5}
        width="5em"
        onCommit={setSteps}
      />
      <NumberField label="Rate, times" value={pace} min={0.05} max={4} step={0.25} decimals={2} width="5em" onCommit={setPace} />
      <button type="button" className="button primary" onClick={start}>
        Make the fork
      </button>
    </div>
  );
}
