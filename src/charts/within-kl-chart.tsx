/** How much utility two methods can have within a budget of KL to the base, and beside it their difference with its interval. */
import type { ReactElement } from 'react';
import { type ChartInterval, decimals, intervalInWords } from './chart-data.ts';
import { klAxisLabel } from './looks.tsx';
import { methodColour } from './marker.tsx';
import { Plot } from './plot/plot.tsx';
import { PlotLegend } from './plot/plot-legend.tsx';
import { PlotBand, PlotLine, type Point } from './plot/plot-marks.tsx';
import './curve-figures.css';

export interface KlBudget {
  /** At most so many nats an answer. */
  readonly kl: number;
  /** Utility, 0 to 1 for the worst and best single-reward means. */
  readonly policy: number;
  readonly less: number;
  readonly difference: ChartInterval;
}

export interface WithinKlChartProps {
  readonly policy: { readonly label: string; readonly method: string };
  readonly less: { readonly label: string; readonly method: string };
  /** Ascending, from 0; at least two. */
  readonly budgets: readonly KlBudget[];
  /** Mean difference over all budgets. */
  readonly area: ChartInterval;
}

export function WithinKlChart({ policy, less, budgets, area }: WithinKlChartProps): ReactElement {
  const x = { domain: [0, budgets.at(-1)?.kl ?? 1], label: klAxisLabel } as const;
  const curve = (value: (budget: KlBudget) => number) => budgets.map((budget): Point => [budget.kl, value(budget)]);
  const values = budgets.flatMap((budget) => [budget.policy, budget.less]);
  const bounds = budgets.flatMap(({ difference }) => [difference.low, difference.high]);
  const summary = withinKlInWords(policy.label, less.label, budgets, area);
  const colour = methodColour(policy.method);
  return (
    <div className="curve-figures">
      <PlotLegend
        items={[
          { label: policy.label, colour, line: 'solid' },
          { label: less.label, colour: methodColour(less.method), line: 'solid' },
        ]}
      />
      <div className="curve-figures-row">
        <figure>
          <figcaption>
            <strong>The most utility within a budget of KL</strong>
          </figcaption>
          <Plot
            name={`Utility of ${policy.label} and ${less.label} within a budget of KL`}
            summary={summary}
            x={x}
            y={{ domain: [Math.min(...values), Math.max(...values)], label: 'utility' }}
            aspect={0.62}
            maxHeight={280}
          >
            <PlotLine points={curve((budget) => budget.less)} colour={methodColour(less.method)} />
            <PlotLine points={curve((budget) => budget.policy)} colour={colour} />
          </Plot>
        </figure>
        <figure>
          <figcaption>
            <strong>
              {policy.label} less {less.label}
            </strong>{' '}
            <span>with the 95 % interval</span>
          </figcaption>
          <Plot
            name={`${policy.label} less ${less.label} in utility, within a budget of KL`}
            summary={summary}
            x={x}
            y={{ domain: [Math.min(0, ...bounds), Math.max(0, ...bounds)], label: 'difference' }}
            aspect={0.62}
            maxHeight={280}
          >
            <PlotBand low={curve(({ difference }) => difference.low)} high={curve(({ difference }) => difference.high)} colour={colour} />
            <PlotLine
              points={[
                [0, 0],
                [x.domain[1], 0],
              ]}
              colour="var(--ink-3)"
              width={1}
              dashed
            />
            <PlotLine points={curve(({ difference }) => difference.mean)} colour={colour} />
          </Plot>
        </figure>
      </div>
      <p>{summary}</p>
    </div>
  );
}

/** What the curves show, in a sentence or two. */
export function withinKlInWords(policy: string, less: string, budgets: readonly KlBudget[], area: ChartInterval): string {
  const upTo = decimals(budgets.at(-1)?.kl, 1);
  const mean = `Over all budgets up to ${upTo} nats ${policy} has ${intervalInWords(area)} more utility than ${less}`;
  if (area.low > 0) return `${mean}: with as much KL it gives more.`;
  if (area.high < 0) return `${mean}: with as much KL it gives less.`;
  return `${mean}: no difference is shown.`;
}
