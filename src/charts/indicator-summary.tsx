/** The whole-front numbers that decide, one policy a line. */
import type { ReactElement } from 'react';
import { type ChartInterval, type ChartReward, decimals } from './chart-data.ts';
import { type Indicators, leastSteered, type PolicyIndicators } from './indicator-data.ts';
import { Interval } from './indicator-table.tsx';
import { Marker } from './marker.tsx';
import { NumberTable } from './number-table.tsx';

interface Column {
  readonly label: string;
  /** What it is, as the tooltip says it. */
  readonly meaning: string;
  readonly better: 'higher' | 'lower';
  readonly value: (indicators: Indicators) => ChartInterval | undefined;
}

const columns: readonly Column[] = [
  { label: 'Hypervolume', meaning: 'volume that the front dominates', better: 'higher', value: ({ hypervolume }) => hypervolume },
  {
    label: 'Expected utility',
    meaning: 'mean over all weightings of the best point’s weighted reward',
    better: 'higher',
    value: ({ expectedUtility }) => expectedUtility,
  },
  {
    label: 'Largest loss',
    meaning: 'largest loss of utility against the best policy, over all weightings',
    better: 'lower',
    value: ({ maximumUtilityLoss }) => maximumUtilityLoss,
  },
  {
    label: 'Regret',
    meaning: 'mean loss of utility against policies trained at that weighting',
    better: 'lower',
    value: ({ regret }) => regret,
  },
];

export interface IndicatorSummaryProps {
  readonly rewards: readonly ChartReward[];
  readonly policies: readonly PolicyIndicators[];
  /** The worst values that hypervolumes are measured from, one per reward. */
  readonly reference: readonly number[];
}

export function IndicatorSummary({ rewards, policies, reference }: IndicatorSummaryProps): ReactElement {
  const measured = columns.filter(({ value }) => policies.some(({ indicators }) => value(indicators)));
  const labelOf = (id: string) => rewards.find((reward) => reward.id === id)?.label.toLowerCase() ?? id;
  return (
    <NumberTable
      name="Indicators in short"
      caption={
        <>
          Hypervolume above ({reference.map((value) => decimals(value, 2)).join(', ')}); steerability is Spearman’s correlation of a weight
          with its mean reward, here of the reward that is steered least surely.
        </>
      }
      className="indicator-summary"
      head={
        <>
          <th scope="col">Policy</th>
          {measured.map(({ label, meaning, better }) => (
            <th key={label} scope="col" title={meaning}>
              {label} <span aria-hidden="true">{better === 'higher' ? '↑' : '↓'}</span>
              <span className="visually-hidden">, {better} is better</span>
            </th>
          ))}
          <th scope="col">
            Steerability <span aria-hidden="true">↑</span>
            <span className="visually-hidden">, higher is better</span>
          </th>
        </>
      }
    >
      {policies.map(({ id, method, variant, label, indicators }) => {
        const least = leastSteered(indicators);
        return (
          <tr key={id}>
            <th scope="row">
              <Marker method={method} variant={variant} /> {label}
            </th>
            {measured.map((column) => (
              <td key={column.label}>
                <Interval interval={column.value(indicators)} />
              </td>
            ))}
            <td>
              {decimals(least?.value, 2)} {least && <small>{labelOf(least.reward)}</small>}
            </td>
          </tr>
        );
      })}
    </NumberTable>
  );
}
