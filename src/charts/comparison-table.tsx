/** By how much one policy exceeds another on the same resamples of prompts, one pair a line. */
import type { ReactElement } from 'react';
import type { ChartInterval } from './chart-data.ts';
import { Interval } from './indicator-table.tsx';
import { NumberTable } from './number-table.tsx';

export interface ChartComparison {
  /** Policy ids. */
  readonly policy: string;
  readonly less: string;
  readonly hypervolume: ChartInterval;
  readonly meanInnerProduct?: ChartInterval | undefined;
  readonly regret?: ChartInterval | undefined;
  /** Share of the points of `less` that points of `policy` dominate, and the other way round. */
  readonly dominates?: ChartInterval | undefined;
  readonly dominated?: ChartInterval | undefined;
}

const columns = [
  ['hypervolume', 'Hypervolume'],
  ['meanInnerProduct', 'Mean inner product'],
  ['regret', 'Regret'],
  ['dominates', 'Dominates'],
  ['dominated', 'Dominated'],
] as const;

export interface ComparisonTableProps {
  readonly comparisons: readonly ChartComparison[];
  readonly labelOf: (policy: string) => string;
}

export function ComparisonTable({ comparisons, labelOf }: ComparisonTableProps): ReactElement | null {
  if (comparisons.length === 0) return null;
  const measured = columns.filter(([field]) => comparisons.some((comparison) => comparison[field]));
  return (
    <NumberTable
      name="Pairs"
      caption="The first policy less the second, on the same prompts; dominated shares are of the grid points of one that points of the other dominate. Where 0 lies inside an interval, no difference is shown."
      head={
        <>
          <th scope="col">Pair</th>
          {measured.map(([field, label]) => (
            <th key={field} scope="col">
              {label}
            </th>
          ))}
        </>
      }
    >
      {comparisons.map((comparison) => (
        <tr key={`${comparison.policy}-${comparison.less}`}>
          <th scope="row">
            {labelOf(comparison.policy)} − {labelOf(comparison.less)}
          </th>
          {measured.map(([field]) => (
            <td key={field}>
              <Interval interval={comparison[field]} />
            </td>
          ))}
        </tr>
      ))}
    </NumberTable>
  );
}
