/** Scores of a text as thin bars under one another, for texts in rows: read down the rows they are a chart of their own. */
import type { ReactElement } from 'react';
import { type ChartReward, decimals } from './chart-data.ts';
import { rewardColour } from './looks.tsx';
import './small-bars.css';

export interface SmallBarsProps {
  /** In the order of the weights: each has its hue. */
  readonly rewards: readonly ChartReward[];
  /** Reward id to score; a reward without one has no bar. */
  readonly scores: Readonly<Record<string, number>>;
}

export function SmallBars({ rewards, scores }: SmallBarsProps): ReactElement {
  return (
    <dl className="small-bars">
      {rewards.map(({ id, label, range: [low, high] }, i) => {
        const score = scores[id];
        // From the end of the range that is nearest to 0, as the bars of a pane.
        const along = (value: number) => (100 * (Math.min(high, Math.max(low, value)) - low)) / (high - low);
        const [from, to] = [along(0), along(score ?? 0)];
        return (
          <div key={id}>
            <dt className="visually-hidden">{label}</dt>
            <dd>
              <span className="small-bar" aria-hidden="true">
                <span style={{ left: `${Math.min(from, to)}%`, width: `${Math.abs(to - from)}%`, background: rewardColour(i) }} />
              </span>
              {decimals(score, high - low > 10 ? 0 : 2)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
