/** The chart of the measured fronts and the live texts, with its axes, its table and its CSV file. */
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { ChartPolicy, LivePoint } from '../../charts/chart-data.ts';
import { frontCsv } from '../../charts/csv.ts';
import { FrontChart } from '../../charts/front-chart.tsx';
import { FrontTable } from '../../charts/front-table.tsx';
import { useTiller } from '../../state/tiller-context.ts';
import './front-panel.css';

export function FrontPanel() {
  const { pack, front, panes, rewards, mix, request, runs, view } = useTiller();
  const { x, y, setAxis } = useStore(view);
  // The chart may lag behind a dragged slider; the slider may not.
  const weights = useDeferredValue(useStore(mix, (state) => state.weights));
  const prompt = useStore(request, (state) => state.prompt);
  const scores = useStore(
    runs,
    useShallow((state) => panes.map(({ id }) => state.runs[id]?.settledScores)),
  );
  const [asTable, setAsTable] = useState(false);
  const [zoom, setZoom] = useState(true);
  const [showDominated, setShowDominated] = useState(true);
  const [highlight, setHighlight] = useState<string>();

  const policies = useMemo<ChartPolicy[]>(
    () =>
      panes.flatMap(({ id, method, label }) => ({
        id,
        method,
        label,
        points: front?.policies.find((policy) => policy.id === id)?.points ?? [],
      })),
    [front, panes],
  );
  const live = useMemo<LivePoint[]>(
    () =>
      panes.flatMap(({ id, method, label }, i) => {
        const settled = scores[i];
        return settled && x in settled && y in settled ? [{ id, method, label, rewards: settled }] : [];
      }),
    [panes, scores, x, y],
  );
  const measured = policies.some(({ points }) => points.length > 0);
  const pick = (picked: readonly number[]) => mix.getState().set(picked);

  return (
    <section className="front" aria-labelledby="front-heading">
      <header>
        <h2 id="front-heading">Measured fronts</h2>
        <div className="front-tools">
          <button type="button" className="button plain" aria-pressed={asTable} disabled={!measured} onClick={() => setAsTable(!asTable)}>
            Table
          </button>
          <button
            type="button"
            className="button plain"
            disabled={!measured}
            onClick={() => download(frontCsv(rewards, policies), `${pack.id}-front.csv`)}
          >
            CSV
          </button>
        </div>
      </header>
      {rewards.length > 1 && !asTable && (
        <div className="front-axes">
          <AxisPicker label="x" value={x} onPick={(reward) => setAxis('x', reward)} />
          <AxisPicker label="y" value={y} onPick={(reward) => setAxis('y', reward)} />
          <label>
            <input type="checkbox" checked={zoom} onChange={(event) => setZoom(event.target.checked)} /> Zoom
          </label>
          <label>
            <input type="checkbox" checked={showDominated} onChange={(event) => setShowDominated(event.target.checked)} /> Dominated
          </label>
        </div>
      )}
      {!measured && <p className="front-missing">This pack has no measured front yet; only the texts on this page are drawn.</p>}
      {asTable ? (
        <div className="front-table-frame">
          <FrontTable rewards={rewards} policies={policies} onPick={pick} />
        </div>
      ) : (
        <FrontChart
          rewards={rewards}
          axes={[x, y]}
          policies={policies}
          live={live}
          weights={weights}
          samplePrompt={prompt}
          zoom={zoom && measured}
          showDominated={showDominated}
          highlight={highlight}
          onPick={pick}
          onHoverLive={setHighlight}
          height={336}
        />
      )}
      <p className="front-note">
        Small marks are means over {front ? `${front.prompts.length} held-out prompts × ${front.seeds.length} seeds` : 'held-out prompts'},
        with 95 % intervals. Large marks are the texts on this page: one sample each. Click a small mark to set the sliders to it.
      </p>
    </section>
  );
}

function AxisPicker({
  label,
  value,
  onPick,
}: {
  readonly label: string;
  readonly value: string;
  readonly onPick: (reward: string) => void;
}) {
  const { rewards } = useTiller();
  const id = useId();
  return (
    <span>
      <label htmlFor={id}>
        {label}
        <span className="visually-hidden"> axis</span>
      </label>{' '}
      <select id={id} className="field" value={value} onChange={(event) => onPick(event.target.value)}>
        {rewards.map((reward) => (
          <option key={reward.id} value={reward.id}>
            {reward.label}
          </option>
        ))}
      </select>
    </span>
  );
}

function download(text: string, name: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The click only queues the download: the address must outlive this turn.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
