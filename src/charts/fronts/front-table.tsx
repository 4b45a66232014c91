/** The front chart's numbers as a table. */
import type { ReactElement } from 'react';
import { type ChartPolicy, type ChartReward, decimals, weightsInWords } from '../chart-data.ts';
import { NumberTable } from '../number-table.tsx';

export interface FrontTableProps {
  readonly rewards: readonly ChartReward[];
  readonly policies: readonly ChartPolicy[];
  onPick?(weights: readonly number[], policyId: string): void;
}

export function FrontTable({ rewards, policies, onPick }: FrontTableProps): ReactElement {
  return (
    <NumberTable
      name="Measured points"
      caption="Mean rewards of every measured weighting, with 95 % intervals over prompts; KL to the base in nats per answer."
      head={
        <>
          <th scope="col">Policy</th>
          <th scope="col">Weights</th>
          {rewards.map(({ id, label }) => (
            <th key={id} scope="col">
              {label}
            </th>
          ))}
          <th scope="col">KL</th>
          <th scope="col">Ended</th>
        </>
      }
    >
      {policies.flatMap((policy) =>
        policy.points.map((point) => {
          const words = point.weights.length > 0 ? weightsInWords(point.weights, rewards) : '–';
          return (
            <tr key={`${policy.id} ${point.weights.join()}`}>
              <th scope="row">{policy.label}</th>
              <td>
                {onPick && point.weights.length > 0 ? (
                  <button type="button" onClick={() => onPick(point.weights, policy.id)}>
                    {words}
                  </button>
                ) : (
                  words
                )}
              </td>
              {rewards.map(({ id }) => {
                const interval = point.rewards[id];
                return (
                  <td key={id}>
                    {decimals(interval?.mean)}{' '}
                    {interval && <small>{`${decimals(interval.low, 2)} to ${decimals(interval.high, 2)}`}</small>}
                  </td>
                );
              })}
              <td>{decimals(point.kl?.mean, 1)}</td>
              <td>{point.finished === undefined ? '–' : `${Math.round(point.finished * 100)} %`}</td>
            </tr>
          );
        }),
      )}
    </NumberTable>
  );
}
