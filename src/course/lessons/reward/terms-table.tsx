import type { ReactElement } from 'react';
import type { Reward, RewardInput } from '../../../rewards/reward.ts';
import { strings } from '../../../strings/strings.ts';
import { fill, numberText } from '../../prose/parse-prose.ts';

const words = strings.lessons.reward.figure;

/** The reward's own account of its number. */
export function TermsTable({ reward, input }: { readonly reward: Reward; readonly input: RewardInput }): ReactElement {
  return (
    <table className="reward-terms">
      <caption>{fill(words.terms, { reward: reward.label.toLowerCase() })}</caption>
      <thead>
        <tr>
          <th scope="col">{words.term}</th>
          <th scope="col">{words.value}</th>
          <th scope="col">{words.counted}</th>
        </tr>
      </thead>
      <tbody>
        {reward.terms(input).map(({ name, value, note }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{numberText({ value: value.toFixed(2) }, 'value')}</td>
            <td>{note}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
