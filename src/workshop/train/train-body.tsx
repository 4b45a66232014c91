/** Station 4: choose a method and a budget, train, and see what is learned while it is learned. */
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useWorkshop } from '../state/workshop-context.ts';
import { RunList } from './run-list.tsx';
import { RunView } from './run-view.tsx';
import { TrainSettings } from './train-settings.tsx';
import './train.css';

export function TrainBody(): ReactElement {
  const { runs: store } = useWorkshop();
  const { runs, live, read } = useStore(store);
  const [chosen, setChosen] = useState<string>();
  const [fresh, setFresh] = useState(false);
  const shown = runs.find(({ id }) => id === chosen) ?? runs.find(({ id }) => id === live?.id) ?? runs.at(-1);
  const station = useRef<HTMLDivElement>(null);
  const [arrived, setArrived] = useState<string>();
  useEffect(() => {
    // What was pressed is gone with the settings: a reader at the keyboard goes on at the run.
    if (arrived !== undefined) station.current?.querySelector<HTMLElement>('.run-view h3')?.focus({ preventScroll: true });
  }, [arrived]);
  if (!read) return <p role="status">Reading your runs …</p>;
  const show = (id: string) => {
    setChosen(id);
    setFresh(false);
  };
  const arrive = (id: string) => {
    show(id);
    setArrived(id);
  };
  const settings = <TrainSettings onStarted={arrive} />;
  if (!shown) return settings;
  return (
    <div ref={station} className="train-station">
      {(runs.length > 1 || fresh) && <RunList runs={runs} shown={fresh ? undefined : shown.id} onShow={show} />}
      {fresh ? settings : <RunView key={shown.id} run={shown} live={live?.id === shown.id ? live : undefined} onShow={arrive} />}
      {!fresh && !live && (
        <p>
          <button type="button" className="button" onClick={() => setFresh(true)}>
            Train another policy …
          </button>
        </p>
      )}
    </div>
  );
}
