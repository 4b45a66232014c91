/** Whole-front numbers: hypervolume of all rewards and of every edge, and how well each slider steers its own reward. */
import type { ReactElement } from 'react';
import { type ChartInterval, type ChartReward, decimals } from './chart-data.ts';
import { Marker } from './marker.tsx';
import './charts.css';

export interface PolicyIndicators {
  readonly id: string;
  readonly method: string;
  readonly label: string;
  readonly indicators?: {
    readonly hypervolume: ChartInterval;
    /** Keyed `a+b` by reward ids. */
    readonly edges: Readonly<Record<string, ChartInterval>>;
    /** Reward id to Spearman correlation. */
    readonly steerability: Readonly<Record<string, number>>;
  };
}

export interface IndicatorTableProps {
  readonly rewards: readonly ChartReward[];
  /** Policies without indicators are left out. */
  readonly policies: readonly PolicyIndicators[];
  /** The worst values that hypervolumes are measured from, one per reward. */
  readonly reference: readonly number[];
}

export function IndicatorTable({ rewards, policies, reference }: IndicatorTableProps): ReactElement {
  const measured = policies.flatMap(({ indicators, ...policy }) => (indicators ? [{ ...policy, indicators }] : []));
  const edges = Object.keys(measured[0]?.indicators.edges ?? {});
  const labels = new Map(rewards.map(({ id, label }) => [id, label.toLowerCase()]));
  const edgeLabel = (edge: string) =>
    edge
      .split('+')
      .map((id) => labels.get(id) ?? id)
      .join(' and ');
  const rows: { key: string; label: string; cell: (one: (typeof measured)[number]['indicators']) => ReactElement }[] = [
    { key: 'all', label: 'Hypervolume, all rewards', cell: ({ hypervolume }) => <WithInterval interval={hypervolume} /> },
    ...edges.map((edge) => ({
      key: edge,
      label: `Hypervolume, ${edgeLabel(edge)}`,
      cell: (one: (typeof measured)[number]['indicators']) => <WithInterval interval={one.edges[edge]} />,
    })),
    ...rewards.map(({ id, label }) => ({
      key: id,
      label: `Steerability of ${label.toLowerCase()}`,
      cell: (one: (typeof measured)[number]['indicators']) => <>{decimals(one.steerability[id], 2)}</>,
    })),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="front-table-scroll" tabIndex={0} aria-label="Indicators, scrolls sideways">
      <table className="number-table">
        <caption>
          Hypervolume above ({reference.map((value) => decimals(value, 2)).join(', ')}), higher is better; steerability is Spearman's
          correlation of a weight with its mean reward.
        </caption>
        <thead>
          <tr>
            <th scope="col">Indicator</th>
            {measured.map(({ id, method, label }) => (
              <th key={id} scope="col">
                <Marker method={method} /> {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, label, cell }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              {measured.map(({ id, indicators }) => (
                <td key={id}>{cell(indicators)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function WithInterval({ interval }: { readonly interval: ChartInterval | undefined }): ReactElement {
  return (
    <>
      {decimals(interval?.mean)} {interval && <small>{`${decimals(interval.low)} to ${decimals(interval.high)}`}</small>}
    </>
  );
}
