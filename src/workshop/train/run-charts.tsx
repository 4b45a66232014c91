/** What went on over the steps: the loss, each reward at every corner and at the centre, the distance from the base. */
import type { ReactElement } from 'react';
import { decimals } from '../../charts/chart-data.ts';
import { rewardColour } from '../../charts/looks.tsx';
import { Plot } from '../../charts/plot/plot.tsx';
import { PlotLegend } from '../../charts/plot/plot-legend.tsx';
import { PlotDot, PlotLine, type Point } from '../../charts/plot/plot-marks.tsx';
import type { KeptRun, LookPoint } from '../state/run.ts';
import { domainOf, placeWords } from './look-front.tsx';

interface Series {
  readonly label: string;
  readonly colour: string;
  readonly dashed: boolean;
  readonly points: readonly Point[];
}

export function RunCharts({ run }: { readonly run: KeptRun }): ReactElement | null {
  const { log, looks, plan, steps } = run;
  const { rewards } = plan.recipe;
  const places = looks.at(-1)?.points.map(({ weights }) => weights) ?? [];
  const series = (of: (point: LookPoint) => number): Series[] =>
    places.map((weights, i) => {
      const corner = weights.indexOf(1);
      return {
        label: placeWords(weights, plan.labels),
        colour: corner >= 0 && corner < rewards.length ? rewardColour(corner) : 'var(--ink)',
        dashed: corner < 0 || corner >= rewards.length,
        points: looks.flatMap(({ step, points }): Point[] => (points[i] ? [[step, of(points[i])]] : [])),
      };
    });
  const offline = log.filter(({ stage }) => stage === 'offline').map(({ step, loss }): Point => [step + 1, loss]);
  const own = log.flatMap(({ step, kl }): Point[] => (kl === undefined ? [] : [[step + 1, kl]]));
  const legend = series(() => 0);
  // Of one step there is no line.
  if (looks.length < 2 && offline.length < 2 && own.length === 0) return null;
  return (
    <section className="run-charts">
      <h4>Over the steps</h4>
      {looks.length > 1 && (
        <PlotLegend items={legend.map(({ label, colour, dashed }) => ({ label, colour, line: dashed ? 'dashed' : 'solid' }))} />
      )}
      <div className="run-plots">
        {looks.length > 1 &&
          rewards.map((reward, i) => (
            <StepPlot
              key={reward}
              label={plan.labels[i] as string}
              colour={rewardColour(i)}
              steps={steps}
              series={series((point) => point.rewards[reward] as number)}
            />
          ))}
        {looks.length > 1 && <StepPlot label="KL, nats" steps={steps} series={series(({ kl }) => kl)} />}
        {own.length > 0 && (
          <StepPlot
            label="KL of its own answers, nats"
            steps={steps}
            series={[{ label: 'of each on-policy step', colour: 'var(--ink)', dashed: false, points: own }]}
          />
        )}
        {offline.length > 1 && (
          <StepPlot
            label="Loss, nats a token"
            steps={steps}
            series={[
              { label: 'of each step', colour: 'var(--line-strong)', dashed: false, points: offline },
              { label: 'smoothed', colour: 'var(--ink)', dashed: false, points: smoothed(offline) },
            ]}
          />
        )}
      </div>
    </section>
  );
}

interface StepPlotProps {
  readonly label: string;
  readonly colour?: string;
  readonly steps: number;
  readonly series: readonly Series[];
}

function StepPlot({ label, colour, steps, series }: StepPlotProps): ReactElement {
  const now = series.map((one) => `${one.label} ${decimals(one.points.at(-1)?.[1], 2)}`).join(', ');
  return (
    <Plot
      name={`${label} over the steps`}
      summary={`At the last: ${now}.`}
      x={{ label: 'step', domain: [0, Math.max(1, steps)], ticks: Math.min(4, steps) }}
      y={{
        label,
        domain: domainOf(series.flatMap(({ points }) => points.map(([, value]) => value))),
        ticks: 4,
        ...(colour ? { colour } : {}),
      }}
      aspect={0.66}
      maxHeight={220}
    >
      {series.map(({ label: name, points, colour: hue, dashed }) => (
        <PlotLine key={name} points={points} colour={hue} dashed={dashed} width={1.75} />
      ))}
      {series.map(({ label: name, points, colour: hue }) => {
        const end = points.at(-1);
        return end && points.length < 20 ? <PlotDot key={name} at={end} colour={hue} radius={3} /> : null;
      })}
    </Plot>
  );
}

/** An exponential mean, half of it from the last three steps. */
function smoothed(points: readonly Point[]): Point[] {
  let mean = points[0]?.[1] ?? 0;
  return points.map(([step, value]): Point => {
    mean += 0.2 * (value - mean);
    return [step, mean];
  });
}
