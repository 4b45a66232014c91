import type { CSSProperties, ReactElement } from 'react';
import { strings } from '../../../strings/strings.ts';
import { fill } from '../../prose/parse-prose.ts';
import { signed, type WeightInterval } from './taste-state.ts';

const words = strings.lessons.taste.figure;
const reach = 3;

/** Weights as dots with their intervals about zero; a weight that is known is drawn in full. */
export function WeightChart({ weights }: { readonly weights: readonly WeightInterval[] }): ReactElement {
  const along = (value: number) => `${(50 * (Math.min(reach, Math.max(-reach, value)) + reach)) / reach}%`;
  return (
    <div>
      <p className="figure-title">{words.weights}</p>
      <dl className="taste-weights">
        {weights.map(({ id, weight, low, high }) => {
          const known = low > 0 || high < 0;
          const place = { '--low': along(low), '--high': along(high), '--at': along(weight) } as CSSProperties;
          return (
            <div key={id} data-known={known || undefined}>
              <dt>{words[id]}</dt>
              <dd className="taste-track" style={place} aria-hidden="true">
                <span className="taste-interval" />
                <span className="taste-dot" />
              </dd>
              <dd
                className="taste-value"
                title={fill(words.weightOf, { name: words[id], weight: signed(weight), low: signed(low), high: signed(high) })}
              >
                {signed(weight)}
                <span className="visually-hidden">{`, ${signed(low)} … ${signed(high)}`}</span>
              </dd>
            </div>
          );
        })}
      </dl>
      <p className="taste-ends" aria-hidden="true">
        <span>← {words.less}</span>
        <span>{words.more} →</span>
      </p>
    </div>
  );
}
