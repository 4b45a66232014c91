import type { ReactElement } from 'react';
import { rewardColour } from '../../../charts/looks.tsx';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotDot } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { Choice } from '../../../ui/choice.tsx';
import { fill } from '../../prose/parse-prose.ts';
import { extremes, rankCorrelation, scorePoints, type TasteState } from './taste-state.ts';

const words = strings.lessons.taste.figure;
const axes = [
  { id: 'brevity', label: 'Brevity' },
  { id: 'richness', label: 'Richness' },
  { id: 'cheer', label: 'Cheer' },
] as const;
const methods = [
  { method: 'base', label: 'Base' },
  { method: 'clp', label: 'CLP' },
  { method: 'rs', label: 'Rewarded Soups' },
] as const;

export interface TasteScatterProps {
  readonly state: TasteState;
  readonly weights: readonly number[];
  readonly onAxis: (axis: string) => void;
}

/** Measured settings by the fitted reward and another one, and the texts at its two ends. */
export function TasteScatter({ state, weights, onAxis }: TasteScatterProps): ReactElement {
  const points = scorePoints(state, weights);
  const other = axes.find(({ id }) => id === state.axis)?.label ?? state.axis;
  const said = { points: points.length, other: other.toLowerCase(), rho: rankCorrelation(points).toFixed(2) };
  const reach = Math.max(0.5, ...points.map(({ y }) => Math.abs(y))) * 1.08;
  const ends = extremes(state, weights);
  return (
    <div>
      <p className="figure-title">{fill(words.scatter, said)}</p>
      <Plot
        name={fill(words.scatter, said)}
        summary={fill(words.scatterSummary, said)}
        x={{ domain: [0, 1], label: other.toLowerCase(), colour: rewardColour(axes.findIndex(({ id }) => id === state.axis)) }}
        y={{ domain: [-reach, reach], label: words.yours, ticks: 4, format: (value) => Number(value.toFixed(1)).toString() }}
        aspect={0.62}
        maxHeight={340}
      >
        {points.map(({ key, method, x, y }) => (
          <PlotDot key={key} at={[x, y]} method={method} radius={5} title={key} />
        ))}
      </Plot>
      <PlotLegend items={[...methods]} />
      <div className="taste-axis">
        <Choice label={words.axis} value={state.axis} options={[...axes]} onChange={onAxis} />
        <span>{fill(words.rho, said)}</span>
      </div>
      {ends && (
        <div className="taste-texts">
          {ends.map((sample, i) => (
            <div key={i === 0 ? 'most' : 'least'}>
              <p className="figure-title">{i === 0 ? words.most : words.least}</p>
              <blockquote dir="auto">{sample.text}</blockquote>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
