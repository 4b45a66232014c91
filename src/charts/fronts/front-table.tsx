/** The front chart's numbers as a table. */
import type { ReactElement } from 'react';
import { boundsInWords, type ChartPolicy, type ChartReward, decimals, weightsInWords } from '../chart-data.ts';
import { NumberTable } from '../number-table.tsx';

export interface FrontTableProps {
  readonly rewards: readonly ChartReward[];
  /** Measured and swept ones; the points of a sweep say of how many texts they are. */
  readonly policies: readonly ChartPolicy[];
  onPick?(weights: readonly number[], policyId: string): void;
}

export function FrontTable({ rewards, policies, onPick }: FrontTableProps): ReactElement {
  const swept = policies.some((policy) => policy.swept);
  return (
    <NumberTable
      name="Measured points"
      caption={`Mean rewards of every measured weighting, with 95 % intervals over prompts; KL to the base in nats per answer.${swept ? ' “Sweep” are the texts of the sweep on this page.' : ''}`}
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
          {swept && <th scope="col">Texts</th>}
        </>
      }
    >
      {policies.flatMap((policy) =>
        inOrder(policy.points).map((point) => {
          const words = point.weights.length > 0 ? weightsInWords(point.weights, rewards) : '–';
          return (
            <tr key={`${policy.id} ${point.weights.join()}`}>
              <th scope="row">
                {policy.label}
                {policy.swept ? ', sweep' : ''}
              </th>
              <td>
                {onPick && point.weights.length > 0 ? (
                  <button type="button" onClick={() => onPick(point.weights, policy.id)}>
                    {words}
                  </button>
                ) : (
                  words
                )}
              </td>
              {rewards.map(({ id }) => (
                <td key={id}>
                  {decimals(point.rewards[id]?.mean)} <small>{boundsInWords(point.rewards[id])}</small>
                </td>
              ))}
              <td>{decimals(point.kl?.mean, 1)}</td>
              <td>{point.finished === undefined ? '–' : `${Math.round(point.finished * 100)} %`}</td>
              {swept && <td>{point.growing ? 'growing' : (point.texts ?? '–')}</td>}
            </tr>
          );
        }),
      )}
    </NumberTable>
  );
}

/** From all weight on the first reward to none: fronts are measured corners first. */
function inOrder(points: ChartPolicy['points']): ChartPolicy['points'] {
  return points.toSorted((a, b) => {
    const at = a.weights.findIndex((weight, i) => weight !== b.weights[i]);
    return (b.weights[at] ?? 0) - (a.weights[at] ?? 0);
  });
}
