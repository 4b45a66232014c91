/** Two kept runs side by side: their texts with the words marked that differ, and their scores with the differences. */
import { type ReactElement, useEffect, useState } from 'react';
import { decimals } from '../../charts/chart-data.ts';
import { NumberTable } from '../../charts/number-table.tsx';
import type { KeptHead } from '../kept/kept.ts';
import type { TextPart } from '../state/changed-words.ts';
import { type ComparedPane, type ComparedScore, compareRuns, differingSettings } from '../state/compare-runs.ts';
import type { RunRecord } from '../state/run-record.ts';
import { useTiller } from '../state/tiller-context.ts';

export interface CompareRunsProps {
  readonly left: KeptHead;
  readonly right: KeptHead;
}

export function CompareRuns({ left, right }: CompareRunsProps): ReactElement {
  const { keptRuns } = useTiller();
  const [records, setRecords] = useState<readonly [RunRecord, RunRecord]>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    let wanted = true;
    Promise.all([keptRuns.read(left), keptRuns.read(right)]).then(
      (read) => wanted && setRecords(read),
      (cause: unknown) => wanted && setError(cause instanceof Error ? cause.message : String(cause)),
    );
    return () => {
      wanted = false;
    };
  }, [keptRuns, left, right]);
  if (error !== undefined) return <p role="alert">{error}</p>;
  if (!records) return <p role="status">Reading the runs …</p>;
  return <Comparison names={[left.name, right.name]} records={records} />;
}

function Comparison({ names, records }: { readonly names: readonly [string, string]; readonly records: readonly [RunRecord, RunRecord] }) {
  const settings = differingSettings(...records);
  return (
    <section className="comparison" aria-labelledby="comparison-heading">
      <h3 id="comparison-heading">
        “{names[0]}” and “{names[1]}”
      </h3>
      <p className="note">
        {settings.length === 0 && 'Asked the same, with the same seed. '}Differences are the second less the first; one text each, so one
        may be chance.
      </p>
      {settings.length > 0 && (
        <dl className="comparison-settings">
          {settings.map(({ name, left, right }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{left || 'none'}</dd>
              <dd dir="auto">{right || 'none'}</dd>
            </div>
          ))}
        </dl>
      )}
      {compareRuns(...records).map((pane) => (
        <ComparedAnswer key={pane.key} pane={pane} names={names} />
      ))}
    </section>
  );
}

function ComparedAnswer({ pane, names }: { readonly pane: ComparedPane; readonly names: readonly [string, string] }): ReactElement {
  const { policies, rewards, golden, guard } = useTiller();
  const label = policies.find(({ id }) => id === pane.policy)?.label ?? pane.policy;
  const rewardLabel = (id: string) => [...rewards, ...golden, guard].find((reward) => reward.id === id)?.label ?? id;
  const scores = pane.scores.filter(({ left, right }) => left !== undefined || right !== undefined);
  return (
    <article aria-label={pane.key}>
      <h4>{pane.key === pane.policy ? label : `${label} (${pane.key})`}</h4>
      <div className="comparison-answer">
        <ComparedText parts={pane.left} name={names[0]} />
        <ComparedText parts={pane.right} name={names[1]} />
        {scores.length > 0 && (
          <NumberTable
            caption={<span className="visually-hidden">Scores of {label}</span>}
            head={
              <>
                <th scope="col">Reward</th>
                <th scope="col">First</th>
                <th scope="col">Second</th>
                <th scope="col">Difference</th>
              </>
            }
          >
            {scores.map((score) => (
              <ScoreRow key={score.id} label={rewardLabel(score.id)} score={score} />
            ))}
          </NumberTable>
        )}
      </div>
    </article>
  );
}

function ScoreRow({ label, score: { left, right, difference } }: { readonly label: string; readonly score: ComparedScore }): ReactElement {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{decimals(left, 2)}</td>
      <td>{decimals(right, 2)}</td>
      <td>{difference !== undefined && difference > 0 ? `+${decimals(difference, 2)}` : decimals(difference, 2)}</td>
    </tr>
  );
}

function ComparedText({ parts, name }: { readonly parts: readonly TextPart[] | undefined; readonly name: string }): ReactElement {
  return (
    <figure>
      <figcaption>{name}</figcaption>
      {parts === undefined ? (
        <p className="note">Has no such answer.</p>
      ) : (
        <p className="comparison-text" dir="auto">
          {parts.map(({ text, changed }, i) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
            changed ? <ins key={i}>{text}</ins> : text,
          )}
        </p>
      )}
    </figure>
  );
}
