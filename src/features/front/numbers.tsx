/** Whole-front numbers beside the chart, and how to read them. */
import { IndicatorTable } from '../../charts/indicator-table.tsx';
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
  return (
    <section className="numbers" aria-labelledby="numbers-heading">
      <h2 id="numbers-heading">How good the whole front is</h2>
      <div className="numbers-columns">
        <IndicatorTable rewards={rewards} policies={policies} reference={front.reference} />
        <p className="reading">
          CLP trains one policy for all mixes; Rewarded Soups trains one policy a reward and adds them up in proportion. The one whose
          staircase lies further out reaches better trade-offs. Where the intervals overlap, neither does.
        </p>
      </div>
    </section>
  );
}
