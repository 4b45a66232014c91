import type { ReactElement } from 'react';
import { Marker } from '../../../charts/marker.tsx';
import { NumberTable } from '../../../charts/number-table.tsx';
import { strings } from '../../../strings/strings.ts';
import type { ForkFront } from '../../../theory/fork.ts';

const words = strings.lessons.fork.figure;

export interface ForkTableRow {
  readonly id: string;
  readonly label: string;
  readonly method: string;
  readonly variant: number;
  readonly front: ForkFront;
}

/** Regrets and hypervolume of each policy. */
export function ForkTable({ rows }: { readonly rows: readonly ForkTableRow[] }): ReactElement {
  return (
    <NumberTable
      caption={words.table}
      head={
        <>
          <th scope="col">{words.policy}</th>
          <th scope="col">{words.meanRegret}</th>
          <th scope="col">{words.maxRegret}</th>
          <th scope="col">{words.hypervolume}</th>
        </>
      }
    >
      {rows.map(({ id, label, method, variant, front }) => (
        <tr key={id}>
          <th scope="row">
            <Marker method={method} variant={variant} /> {label}
          </th>
          <td>{front.meanRegret.toFixed(4)}</td>
          <td>{front.maxRegret.toFixed(3)}</td>
          <td>{front.hypervolume.toFixed(3)}</td>
        </tr>
      ))}
    </NumberTable>
  );
}
