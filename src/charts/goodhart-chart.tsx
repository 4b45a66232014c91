/** A learned reward and what it was meant to reward, while a policy is trained on the former: one small plot a policy, on the same axes. */
import type { ReactElement } from 'react';
import type { ChartInterval } from './chart-data.ts';
import { type GoodhartCurve, type GoodhartReward, type GoodhartStep, goodhartInWords, meanOf } from './goodhart-data.ts';
import { klAxisLabel } from './looks.tsx';
import { Plot } from './plot/plot.tsx';
import { PlotLegend } from './plot/plot-legend.tsx';
import { PlotBand, PlotDot, PlotLine, type Point } from './plot/plot-marks.tsx';
import './curve-figures.css';

export interface GoodhartChartProps {
  readonly rewards: readonly GoodhartReward[];
  readonly policies: readonly GoodhartCurve[];
  readonly along: 'kl' | 'step';
}

interface Series {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
  readonly dashed: boolean;
}

/** How a reward is drawn is decided by its role. */
function seriesOf({ id, label, role }: GoodhartReward): Series {
  const name = label.toLowerCase();
  switch (role) {
    case 'proxy':
      return { id, label: `${name}, the proxy`, colour: 'var(--reward-0)', dashed: false };
    case 'golden':
      return { id, label: `${name}, the golden reward`, colour: 'var(--ink)', dashed: false };
    case 'twin':
      return { id, label: `its twin (${label})`, colour: 'var(--ink-3)', dashed: true };
  }
}

export function GoodhartChart({ rewards, policies, along }: GoodhartChartProps): ReactElement {
  const series = rewards.map(seriesOf);
  const steps = policies.flatMap((policy) => policy.steps);
  const values = steps.flatMap((step) => series.flatMap(({ id }) => [meanOf(step, id).low, meanOf(step, id).high]));
  const x = along === 'kl' ? { label: klAxisLabel } : { label: 'training step' };
  const xDomain = [0, Math.max(1, ...steps.map((step) => step[along]))] as const;
  const yDomain = [Math.min(...values), Math.max(...values)] as const;
  return (
    <div className="curve-figures">
      <PlotLegend items={series.map(({ label, colour, dashed }) => ({ label, colour, line: dashed ? 'dashed' : 'solid' }))} />
      <div className="curve-figures-row">
        {policies.map((policy) => (
          <figure key={policy.id}>
            <figcaption>
              <strong>{policy.label}</strong> <span>a nat of KL costs {policy.klPrice}</span>
            </figcaption>
            <Plot
              name={`${policy.label}: proxy and golden reward along ${along === 'kl' ? 'the KL' : 'the training'}`}
              summary={goodhartInWords(policy, rewards)}
              x={{ ...x, domain: xDomain }}
              y={{ domain: yDomain, label: 'mean reward' }}
              aspect={0.62}
              maxHeight={280}
            >
              {series.map((one) => (
                <Curve key={one.id} steps={policy.steps} along={along} {...one} />
              ))}
            </Plot>
            <p>{goodhartInWords(policy, rewards)}</p>
          </figure>
        ))}
      </div>
    </div>
  );
}

interface CurveProps extends Series {
  readonly steps: readonly GoodhartStep[];
  readonly along: 'kl' | 'step';
}

function Curve({ steps, along, id, label, colour, dashed }: CurveProps): ReactElement {
  const of = (step: GoodhartStep) => meanOf(step, id);
  const line = (value: (interval: ChartInterval) => number) => steps.map((step): Point => [step[along], value(of(step))]);
  return (
    <g>
      <PlotBand low={line(({ low }) => low)} high={line(({ high }) => high)} colour={colour} opacity={dashed ? 0.06 : 0.12} />
      <PlotLine points={line(({ mean }) => mean)} colour={colour} dashed={dashed} width={dashed ? 1.5 : 2} />
      {!dashed &&
        steps.map((step) => (
          <PlotDot
            key={step.step}
            at={[step[along], of(step).mean]}
            colour={colour}
            radius={3}
            title={`${label}: ${of(step).mean.toFixed(2)} after ${step.step} steps, at ${step.kl.toFixed(1)} nats`}
          />
        ))}
    </g>
  );
}
