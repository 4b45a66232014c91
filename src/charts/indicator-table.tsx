/** Every whole-front number that was measured, one indicator a line. */
import type { ReactElement } from 'react';
import { type ChartInterval, type ChartReward, decimals } from './chart-data.ts';
import type { Indicators, PolicyIndicators } from './indicator-data.ts';
import { Marker } from './marker.tsx';
import { NumberTable } from './number-table.tsx';

export interface IndicatorTableProps {
  readonly rewards: readonly ChartReward[];
  readonly policies: readonly PolicyIndicators[];
}

interface Row {
  readonly label: string;
  /** Undefined where the policy lacks the indicator. */
  readonly cell: (indicators: Indicators) => ReactElement | string | undefined;
}

export function IndicatorTable({ rewards, policies }: IndicatorTableProps): ReactElement {
  const rows = indicatorRows(rewards, Object.keys(policies[0]?.indicators.edges ?? {})).filter(({ cell }) =>
    policies.some(({ indicators }) => cell(indicators)),
  );
  return (
    <NumberTable
      name="All indicators"
      caption="Means with 95 % intervals over prompts. Utilities are of rewards scaled to what the base and the single-reward policies reach."
      head={
        <>
          <th scope="col">Indicator</th>
          {policies.map(({ id, method, variant, label }) => (
            <th key={id} scope="col">
              <Marker method={method} variant={variant} /> {label}
            </th>
          ))}
        </>
      }
    >
      {rows.map(({ label, cell }) => (
        <tr key={label}>
          <th scope="row">{label}</th>
          {policies.map(({ id, indicators }) => (
            <td key={id}>{cell(indicators) ?? '–'}</td>
          ))}
        </tr>
      ))}
    </NumberTable>
  );
}

function indicatorRows(rewards: readonly ChartReward[], edges: readonly string[]): Row[] {
  const labels = new Map(rewards.map(({ id, label }) => [id, label.toLowerCase()]));
  const edgeLabel = (edge: string) =>
    edge
      .split('+')
      .map((id) => labels.get(id) ?? id)
      .join(' and ');
  const interval = (label: string, of: (indicators: Indicators) => ChartInterval | undefined): Row => ({
    label,
    cell: (indicators) => {
      const value = of(indicators);
      return value && <Interval interval={value} />;
    },
  });
  const perReward = (label: string, of: (indicators: Indicators) => Readonly<Record<string, ChartInterval>> | undefined): Row[] =>
    rewards.map((reward) => interval(`${label} of ${reward.label.toLowerCase()}`, (indicators) => of(indicators)?.[reward.id]));
  return [
    interval('Hypervolume, all rewards', ({ hypervolume }) => hypervolume),
    ...edges.map((edge) => interval(`Hypervolume, ${edgeLabel(edge)}`, (indicators) => indicators.edges[edge])),
    interval('Expected utility', ({ expectedUtility }) => expectedUtility),
    interval('Mean inner product', ({ meanInnerProduct }) => meanInnerProduct),
    interval('Largest loss of utility', ({ maximumUtilityLoss }) => maximumUtilityLoss),
    interval('Mean regret to gold', ({ regret }) => regret),
    ...rewards.map(({ id, label }) => ({
      label: `Steerability of ${label.toLowerCase()}`,
      cell: ({ steerability }: Indicators) => (steerability[id] === undefined ? undefined : decimals(steerability[id], 2)),
    })),
    ...perReward('Range', ({ range }) => range),
    ...perReward('End to end', ({ ends }) => ends),
    {
      label: 'Weightings above the chord',
      cell: ({ aboveChord }) =>
        aboveChord && (
          <>
            <Interval interval={aboveChord.count} digits={1} /> <small>of {aboveChord.of}</small>
          </>
        ),
    },
    {
      label: 'Worst group’s inner product',
      cell: ({ worstGroup }) =>
        worstGroup && (
          <>
            <Interval interval={worstGroup.meanInnerProduct} /> <small>{worstGroup.group}</small>
          </>
        ),
    },
    interval('Highest NLL above the base', ({ nllAboveBase }) => nllAboveBase),
  ];
}

/** A mean with its interval beside it, or a dash. */
export function Interval({
  interval,
  digits = 3,
}: {
  readonly interval: ChartInterval | undefined;
  readonly digits?: number;
}): ReactElement {
  return (
    <>
      {decimals(interval?.mean, digits)}{' '}
      {interval && <small>{`${decimals(interval.low, digits)} to ${decimals(interval.high, digits)}`}</small>}
    </>
  );
}
