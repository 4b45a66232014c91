import type { ReactElement } from 'react';
import { NumberTable } from '../../../charts/number-table.tsx';
import { strings } from '../../../strings/strings.ts';
import { CREDIT_KINDS } from '../../../theory/credit-training.ts';
import { fill } from '../../prose/parse-prose.ts';
import type { CreditRecord } from './credit-state.ts';

const words = strings.lessons.credit.figure;

/** Finished runs, so that one lambda is compared with another. */
export function CreditTable({ records }: { readonly records: readonly CreditRecord[] }): ReactElement {
  if (records.length === 0) return <p className="credit-empty">{words.noRuns}</p>;
  return (
    <NumberTable
      caption={words.table}
      head={
        <>
          <th scope="col">{words.run}</th>
          {CREDIT_KINDS.map((kind) => (
            <th key={kind} scope="col">
              {words[kind]}
            </th>
          ))}
        </>
      }
    >
      {records.map(({ lambda, seed, episodes, texts }) => (
        <tr key={`${lambda} ${seed}`}>
          <th scope="row">
            {lambda.toFixed(2)}, {seed}
          </th>
          {CREDIT_KINDS.map((kind) => (
            <td key={kind}>{episodes[kind] ?? fill(words.never, { texts })}</td>
          ))}
        </tr>
      ))}
    </NumberTable>
  );
}
