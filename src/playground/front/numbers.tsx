/** Whole-front numbers beside the chart, and how to read them. */
import { useStore } from 'zustand';
import { intervalInWords } from '../../charts/chart-data.ts';
import { ComparisonTable } from '../../charts/comparison-table.tsx';
import { comparisonsCsv, indicatorsCsv } from '../../charts/indicator-csv.ts';
import { IndicatorSummary } from '../../charts/indicator-summary.tsx';
import { IndicatorTable } from '../../charts/indicator-table.tsx';
import type { Interval } from '../../packs/fields.ts';
import type { Comparison, Front } from '../../packs/front.ts';
import { download } from '../../ui/download.ts';
import { Menu } from '../../ui/menu.tsx';
import { useTiller } from '../state/tiller-context.ts';
import { LiveNumbers } from './live-numbers.tsx';
import { EqualKl, overSeedsInWords } from './over-seeds.tsx';
import { useFronts } from './use-fronts.ts';

export function Numbers() {
  const { front } = useTiller();
  return (
    <>
      <LiveNumbers />
      {front && <Measured front={front} />}
    </>
  );
}

function Measured({ front }: { readonly front: Front }) {
  const { pack, policies, panes, rewards } = useTiller();
  const shownPanes = useStore(panes, (state) => state.panes);
  const { drawn } = useFronts();
  const measured = drawn.flatMap(({ points: _, ...policy }) => {
    const indicators = front.policies.find(({ id }) => id === policy.id)?.indicators;
    return indicators ? [{ ...policy, indicators }] : [];
  });
  const labelOf = (id: string) => policies.find((policy) => policy.id === id)?.label ?? id;
  const among = (ids: readonly string[]) => front.comparisons.filter(({ policy, less }) => ids.includes(policy) && ids.includes(less));
  const paired = among(shownPanes.map(({ policy }) => policy));
  const overSeeds = (front.overSeeds ?? []).flatMap((compared) => {
    const [policy, less] = [compared.policy, compared.less].map((id) =>
      shownPanes.some((pane) => pane.policy === id) ? policies.find((one) => one.id === id) : undefined,
    );
    return policy && less ? [{ compared, policy, less }] : [];
  });
  const pairs = among(measured.map(({ id }) => id));
  if (measured.length === 0) return null;
  return (
    <section className="numbers" aria-labelledby="numbers-heading">
      <h2 id="numbers-heading">How good the whole front is</h2>
      <IndicatorSummary key={pack.id} rewards={rewards} policies={measured} reference={front.reference} />
      <div className="reading">
        {paired.map((comparison) => (
          <p key={`${comparison.policy}-${comparison.less}`}>{sentence(comparison, labelOf)}</p>
        ))}
        {paired.length > 0 && <p>Intervals are 95 %, over prompts, for one training run of each.</p>}
        {overSeeds.map(({ compared, policy, less }) => (
          <p key={`${policy.id}-${less.id}`}>{overSeedsInWords(compared, policy.label, less.label)}</p>
        ))}
      </div>
      {overSeeds.map((pair) => (
        <EqualKl key={`${pair.policy.id}-${pair.less.id}`} {...pair} />
      ))}
      <details className="all-numbers">
        <summary>All indicators, and every pair</summary>
        <IndicatorTable key={pack.id} rewards={rewards} policies={measured} />
        <ComparisonTable key={pack.id} comparisons={pairs} labelOf={labelOf} />
        <Menu
          label="Save"
          name="Save the numbers"
          entries={[
            { label: 'Indicators (CSV)', onChoose: () => download(indicatorsCsv(measured), `${pack.id}-indicators.csv`, 'text/csv') },
            { label: 'Pairs (CSV)', onChoose: () => download(comparisonsCsv(pairs), `${pack.id}-pairs.csv`, 'text/csv') },
          ]}
        />
      </details>
    </section>
  );
}

function sentence({ policy, less, hypervolume, dominates, dominated }: Comparison, labelOf: (id: string) => string): string {
  const [one, other] = [labelOf(policy), labelOf(less)];
  const shares =
    dominates && dominated
      ? ` ${one} dominates ${percent(dominates)} of ${other}’s points and is dominated in ${percent(dominated)} of its own.`
      : '';
  return `${one} less ${other} in hypervolume, on the same prompts: ${intervalInWords(hypervolume)}. ${verdict(hypervolume, one, other)}${shares}`;
}

const percent = ({ mean }: Interval) => `${Math.round(mean * 100)} %`;

/** What a paired difference of hypervolumes shows. */
function verdict({ low, high }: Interval, one: string, other: string): string {
  if (low > 0) return `${one}'s front is the larger here.`;
  if (high < 0) return `${other}'s front is the larger here.`;
  return 'No difference is shown: 0 lies inside.';
}
