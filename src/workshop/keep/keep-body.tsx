/** Station 5: which runs, what they do on prompts that nothing was trained on, and where they go from here. */
import { type ReactElement, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { ChartReward } from '../../charts/chart-data.ts';
import type { KeptRun } from '../state/run.ts';
import { useWorkshop } from '../state/workshop-context.ts';
import { Findings } from './findings-list.tsx';
import { KeepPanel } from './keep-panel.tsx';
import { MeasurePanel } from './measure-panel.tsx';
import { MeasuredChart } from './measured-chart.tsx';
import { RunChoice } from './run-choice.tsx';
import { usualRuns } from './run-words.ts';
import './keep.css';

export function KeepBody(): ReactElement {
  const { keep, runs: store } = useWorkshop();
  const training = useStore(store, (state) => state.live?.id);
  const kept = useStore(store, (state) => state.runs);
  // What trains on has other adapters after its next checkpoint.
  const runs = useMemo(() => kept.filter(({ id }) => id !== training), [kept, training]);
  const [chosen, setChosen] = useState<readonly string[]>();
  const ids = useMemo(() => chosenOf(runs, chosen), [runs, chosen]);
  const at = ids.map((id) => `${id}@${runs.find((run) => run.id === id)?.checkpoints.at(-1)}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `at` stands for the ids and their steps
  useEffect(() => {
    void keep.choose(ids);
  }, [keep, at]);
  const { status, offered, error } = useStore(keep.store);
  if (runs.length === 0) {
    const why =
      training === undefined ? 'Nothing is trained yet. What station 4 trains' : 'A run is training. When it is done or paused it';
    return <p className="keep-nothing">{why} is measured and kept here.</p>;
  }
  return (
    <div className="keep">
      <RunChoice runs={runs} chosen={ids} onChoose={setChosen} />
      {status === 'failed' && (
        <p className="notice error" role="alert">
          <span>{error}</span>
        </p>
      )}
      {offered ? <Measured /> : status === 'reading' && <p role="status">Reading the runs …</p>}
    </div>
  );
}

function chosenOf(runs: readonly KeptRun[], chosen: readonly string[] | undefined): string[] {
  const there = chosen?.filter((id) => runs.some((run) => run.id === id)) ?? [];
  return there.length > 0 ? there : usualRuns(runs).map(({ id }) => id);
}

/** Of the pack that is offered. */
function Measured(): ReactElement | null {
  const { keep } = useWorkshop();
  const offered = useStore(keep.store, (state) => state.offered);
  const { live, front, of } = useStore(keep.measuring.store);
  const own = of === offered?.subject.id;
  const rewards = useMemo((): readonly ChartReward[] => offered?.project.rewards ?? [], [offered]);
  if (!offered) return null;
  return (
    <>
      <section className="keep-measure" aria-labelledby="keep-measure-heading">
        <h3 id="keep-measure-heading">Measure it</h3>
        <div className="keep-columns">
          <div>
            {offered.project.prompts.heldOut.length > 0 ? (
              <MeasurePanel key={offered.subject.id} subject={offered.subject} />
            ) : (
              <p>
                No prompt was held out of this run, so nothing says what it learned beyond those it saw.{' '}
                <a href="#/workshop/prompts">Three prompts</a> or more are split so that one is.
              </p>
            )}
            {own && front && <Findings offered={offered} front={front} />}
          </div>
          {own && (live || front) && <MeasuredChart key={offered.subject.id} {...{ pack: offered.pack, rewards, live, front }} />}
        </div>
      </section>
      <KeepPanel offered={offered} />
    </>
  );
}
