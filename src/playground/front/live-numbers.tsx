/** The live front in numbers: beside the measured ones, and its policies against one another. */
import { useStore } from 'zustand';
import { decimals } from '../../charts/chart-data.ts';
import { intervalsInWords, type SweptLine, SweptPairs, SweptSummary } from '../../charts/swept-summary.tsx';
import type { LiveFront, SweptSeries } from '../../measure/live-front.ts';
import type { Front } from '../../packs/front.ts';
import type { Policy } from '../../packs/pack.ts';
import { paneId } from '../state/pane-code.ts';
import { useTiller } from '../state/tiller-context.ts';
import { sweptLook } from '../sweep/swept-store.ts';
import './live-numbers.css';

/** Nothing before a sweep has a text that scores. */
export function LiveNumbers() {
  const { sweep } = useTiller();
  const live = useStore(sweep, (state) => state.front);
  return live?.series.some(({ points }) => points.some(({ rewards }) => Object.keys(rewards).length > 0)) ? <Live live={live} /> : null;
}

function Live({ live: { over, series, differences } }: { readonly live: LiveFront }) {
  const { front, policies, sweep } = useTiller();
  const prompts = useStore(sweep, ({ settings }) => settings?.prompts.length ?? 1);
  const labelOf = (id: string) => sweptLook(id, policies).label;
  // What no weight steers is a point, not a front.
  const fronts = series.filter(({ points }) => points.length > 1);
  const units = Math.max(...series.flatMap(({ points }) => points.flatMap(({ rewards }) => Object.values(rewards).map(({ n }) => n))));
  return (
    <section className="numbers live-numbers" aria-labelledby="live-numbers-heading">
      <h2 id="live-numbers-heading">The live front</h2>
      <p className="live-numbers-lead">
        A live front is made while you watch: every method answers {prompts === 1 ? 'your prompt' : `your ${prompts} prompts`} at every
        weighting, here in this browser, and {prompts === 1 ? 'the rewards of each answer are' : 'their mean rewards at a weighting are'}{' '}
        one point.
      </p>
      <SweptSummary caption={caption(front, over, prompts)} lines={series.map((one) => lineOf(one, series, policies, front))} />
      {fronts.length > 1 && (
        <SweptPairs
          over={over}
          pairs={differences.map(({ series: one, less, ...values }) => ({ one: labelOf(one), other: labelOf(less), ...values }))}
        />
      )}
      <p className="live-numbers-note">{intervalsInWords(units, over)}</p>
    </section>
  );
}

function caption(front: Front | undefined, over: LiveFront['over'], prompts: number): string {
  if (!front) return 'This pack has no measured front, and so no reference point that a hypervolume could start from.';
  const reference = front.reference.map((value) => decimals(value, 2)).join(', ');
  const measured = `the measured ones are means over ${front.prompts.length} prompts`;
  const own = over === 'samples' ? 'this sweep is of one prompt, whose texts scatter more' : `this sweep is of ${prompts}`;
  return `Hypervolumes above (${reference}): ${own}; ${measured}.`;
}

function lineOf(
  { series, points, hypervolume }: SweptSeries,
  all: readonly SweptSeries[],
  policies: readonly Policy[],
  front: Front | undefined,
): SweptLine {
  const { id, method, variant, label } = sweptLook(series, policies);
  // The series' own points dominate one another on any front; here it is told what others dominate.
  const others = all.filter((other) => other.series !== series);
  return {
    id,
    method,
    variant,
    label,
    texts: points.reduce((sum, { ended }) => sum + ended, 0),
    points: points.length,
    hypervolume: points.length > 1 ? hypervolume : undefined,
    measured: series === paneId(series) ? front?.policies.find((policy) => policy.id === series)?.indicators?.hypervolume : undefined,
    dominated: others.flatMap((other) => {
      const count = points.filter(({ dominatedBy }) => dominatedBy.includes(other.series)).length;
      return count > 0 ? [{ by: sweptLook(other.series, policies).label, points: count }] : [];
    }),
  };
}
