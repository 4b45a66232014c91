/** The texts of one or two policies along an edge of the weights, one row a weighting: in the place of the answers. */
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { viewPickerId } from '../front/view-picker-id.ts';
import { policyFamilies } from '../method-card/method-families.ts';
import type { Job } from '../state/job.ts';
import type { Pane } from '../state/panes-store.ts';
import { stripPaths } from '../state/strip-path.ts';
import { type StripCell, stripCell } from '../state/strip-texts.ts';
import { useTiller } from '../state/tiller-context.ts';
import { columnsOf, steeredPolicies } from './strip-columns.ts';
import { StripRows } from './strip-rows.tsx';
import './strip.css';

export function Strip() {
  const { rewards, view, mix } = useTiller();
  const heading = useRef<HTMLHeadingElement>(null);
  const { show } = useStore(view);
  const figure = useStore(view, (state) => state.figure);
  // Where the ways to the corners begin: it stays while the sliders follow what is read.
  const [from] = useState(() => mix.getState().weights);
  const beyond = useStore(mix, (state) => state.beyond);
  const paths = useMemo(
    () =>
      stripPaths(
        rewards.map(({ label }) => label),
        from,
        beyond,
      ),
    [rewards, from, beyond],
  );
  const [pathId, setPath] = useState<string>();
  const path = paths.find(({ id }) => id === pathId) ?? paths[0];
  const pathLabel = useId();
  useEffect(() => heading.current?.focus(), []);
  const leave = () => {
    show(figure);
    document.getElementById(viewPickerId)?.focus();
  };
  return (
    <section className="strip" aria-labelledby="strip-heading">
      <header>
        <h2 id="strip-heading" ref={heading} tabIndex={-1}>
          Texts along the front
        </h2>
        {path && (
          <>
            <label htmlFor={pathLabel} className="visually-hidden">
              Path
            </label>
            <select id={pathLabel} className="field" value={path.id} onChange={(event) => setPath(event.target.value)}>
              {paths.map(({ id, label }) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </select>
          </>
        )}
        <button type="button" className="button plain strip-back" onClick={leave}>
          Back to the answers
        </button>
      </header>
      {path ? (
        <StripTable key={path.id} points={path.points} />
      ) : (
        <p className="strip-note">A pack of one reward has no path between rewards.</p>
      )}
    </section>
  );
}

function StripTable({ points }: { readonly points: readonly (readonly number[])[] }) {
  const tiller = useTiller();
  const { front, rewards, request, engine, base, pack, strip, sweep, panes, conversation, refusal, jobAt, score } = tiller;
  const shown = useStore(panes, (state) => state.panes);
  const asked = useStore(request);
  const said = useStore(conversation, (state) => state.exchanges);
  const ready = useStore(engine, (state) => state.status.kind === 'ready');
  const foreign = useStore(base, ({ manifest }) => manifest !== undefined && manifest.sha256 !== pack.base);
  // A sweep's texts change many times a second; they are read here when one has ended, and once all are measured.
  const ended = useStore(
    sweep,
    useShallow(({ settings, done, status }) => ({ settings, done, status })),
  );
  const { texts: written, writing, error, write, stop } = useStore(strip);
  const [chosen, setChosen] = useState<readonly (string | undefined)[]>([]);
  const columns = columnsOf(tiller, shown, chosen);
  const codes = JSON.stringify(columns);
  // biome-ignore lint/correctness/useExhaustiveDependencies: jobs are made of the request too
  const jobs = useMemo<readonly (readonly (Job | undefined)[])[]>(
    () =>
      points.map((weights) =>
        (JSON.parse(codes) as Pane[]).map((column) => (refusal(column, weights) ? undefined : jobAt(column, weights))),
      ),
    [points, codes, refusal, jobAt, asked, said],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sweep's texts are read when one has ended
  const cells = useMemo(() => {
    const sources = { written, sweep: sweep.getState(), pack, front, score };
    return jobs.map((row) => row.map((job) => job && stripCell(job, sources)));
  }, [jobs, written, ended, sweep, pack, front, score]);
  const shownCells = cells.flat();
  // A text whose measuring was cut off is written, and lacks what only the engine can score.
  const isWhole = (cell: StripCell | undefined) =>
    cell?.source === 'written' && (cell.text === '' || rewards.every(({ id }) => id in cell.scores));
  const missing = jobs.flat().some((job, i) => job && !isWhole(shownCells[i]));
  return (
    <>
      <StripRows
        points={points}
        cells={cells}
        refusals={points.map((weights) => columns.map((column) => refusal(column, weights)))}
        heads={columns.map((column, i) => ({
          name: tiller.policyOf(column).label,
          pick: (
            <ColumnPick
              place={i}
              value={column.policy}
              onPick={(id) => setChosen(columns.map(({ policy }, j) => (j === i ? id : policy)))}
            />
          ),
        }))}
      />
      <div className="strip-note">
        <p>
          {`${jobs.flat().some((job, i) => job && !shownCells[i]) ? 'Where there is no text, none was measured for this prompt at this weighting. ' : ''}Marked words differ from the row above; a bar at the side: most of them do. Enter or a click sets the sliders.`}
        </p>
        {columns.length === 1 && (
          <button
            type="button"
            className="button plain"
            onClick={() => setChosen([columns[0]?.policy, steeredPolicies(tiller).find(({ id }) => id !== columns[0]?.policy)?.id])}
          >
            Beside another
          </button>
        )}
        {writing ? (
          <button type="button" className="button" onClick={stop}>
            Stop
          </button>
        ) : (
          missing && (
            <button
              type="button"
              className="button"
              disabled={!ready || foreign}
              onClick={() => void write(jobs.flat().filter((job) => job !== undefined))}
            >
              Write these texts
            </button>
          )
        )}
      </div>
      {error !== undefined && <p role="alert">{error}</p>}
    </>
  );
}

interface ColumnPickProps {
  readonly place: number;
  readonly value: string;
  readonly onPick: (id: string | undefined) => void;
}

/** What a column shows; the second may be put away. */
function ColumnPick({ place, value, onPick }: ColumnPickProps) {
  const tiller = useTiller();
  return (
    <select
      className="pane-method"
      aria-label={place === 0 ? 'Policy' : 'Policy beside it'}
      style={{ '--hue': `var(--method-${tiller.policyOf({ policy: value, options: {} }).method})` } as Record<string, string>}
      value={value}
      onChange={(event) => onPick(event.target.value || undefined)}
    >
      {place > 0 && <option value="">none</option>}
      {policyFamilies(steeredPolicies(tiller)).map((family) => (
        <optgroup key={family.label} label={family.label}>
          {family.policies.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
