/** Station 4: choose a method and a budget, train, and see what is learned while it is learned. */
import { type ReactElement, useState } from 'react';
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
  if (!read) return <p role="status">Reading your runs …</p>;
  const show = (id: string) => {
    setChosen(id);
    setFresh(false);
  };
  const settings = <TrainSettings onStarted={show} />;
  if (!shown) return settings;
  return (
    <div className="train-station">
      {(runs.length > 1 || fresh) && <RunList runs={runs} shown={fresh ? undefined : shown.id} onShow={show} />}
      {fresh ? settings : <RunView key={shown.id} run={shown} live={live?.id === shown.id ? live : undefined} onShow={setChosen} />}
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
