import type { ReactElement } from 'react';
import { strings } from '../../../strings/strings.ts';
import { loraSize, modelSize, partSize, SMOLLM2_135M } from '../../../theory/model-size.ts';
import { fill } from '../../prose/parse-prose.ts';
import '../../../charts/number-table.css';

const words = strings.lessons.clp.figure;
const all = modelSize(SMOLLM2_135M);

/** What one copy of each part of the model costs; counted from its shape. */
export function CostTable({ rank }: { readonly rank: number }): ReactElement {
  const rows: readonly (readonly [string, number])[] = [
    [words.mlp, partSize(SMOLLM2_135M, 'mlp')],
    [words.head, partSize(SMOLLM2_135M, 'head')],
    [words.attention, partSize(SMOLLM2_135M, 'attention')],
    [fill(words.allLora, { rank }), loraSize(SMOLLM2_135M, ['attention', 'mlp'], rank)],
    [fill(words.attentionLora, { rank }), loraSize(SMOLLM2_135M, ['attention'], rank)],
  ];
  return (
    <table className="number-table cost-table">
      <caption>{words.table}</caption>
      <thead>
        <tr>
          <th scope="col">{words.part}</th>
          <th scope="col">{words.parameters}</th>
          <th scope="col">{words.share}</th>
          <th scope="col">{words.size}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, size]) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{fill(words.millions, { value: (size / 1e6).toFixed(size < 1e7 ? 2 : 1) })}</td>
            <td>{fill(words.percent, { value: ((100 * size) / all).toFixed(1) })}</td>
            <td>{fill(words.megabytes, { value: ((2 * size) / 1e6).toFixed(size < 1e7 ? 1 : 0) })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
