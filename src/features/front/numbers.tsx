/** Whole-front numbers beside the chart, and how to read them. */

import { decimals } from '../../charts/chart-data.ts';
import { IndicatorTable } from '../../charts/indicator-table.tsx';
import type { Interval } from '../../engine/pack.ts';
import { useTiller } from '../../state/tiller-context.ts';

export function Numbers() {
  const { front, panes, rewards } = useTiller();
  if (!front) return null;
  const policies = panes.map(({ id, method, label }) => ({
    id,
    method,
    label,
    indicators: front.policies.find((policy) => policy.id === id)?.indicators,
  }));
  const labelOf = (id: string) => panes.find((pane) => pane.id === id)?.label ?? id;
  return (
    <section className="numbers" aria-labelledby="numbers-heading">
      <h2 id="numbers-heading">How good the whole front is</h2>
      <div className="numbers-columns">
        <IndicatorTable rewards={rewards} policies={policies} reference={front.reference} />
        <div className="reading">
          <p>
            CLP trains one policy for all mixes; Rewarded Soups trains one policy a reward and adds them up in proportion. The one whose
            staircase lies further out reaches better trade-offs.
          </p>
          {front.comparisons.map(({ policy, less, hypervolume }) => (
            <p key={`${policy}-${less}`}>
              {labelOf(policy)} less {labelOf(less)}, on the same prompts: {decimals(hypervolume.mean)} (95 % interval{' '}
              {decimals(hypervolume.low)} to {decimals(hypervolume.high)}). {verdict(hypervolume, labelOf(policy), labelOf(less))} The
              interval is over prompts, for one training run of each.
            </p>
          ))}
        </div>
      </div>
    </section>
  );
}

/** What a paired difference of hypervolumes shows. */
function verdict({ low, high }: Interval, one: string, other: string): string {
  if (low > 0) return `${one}'s front is the larger here.`;
  if (high < 0) return `${other}'s front is the larger here.`;
  return 'No difference is shown: 0 lies inside.';
}
