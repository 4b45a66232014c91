import type { ReactElement } from 'react';
import { strings } from '../../../strings/strings.ts';
import { FORK_NET } from '../../../theory/fork-policy.ts';
import { fill } from '../../prose/parse-prose.ts';
import { type ClpState, thetaOf } from './clp-state.ts';

const words = strings.lessons.clp.figure;
const { inputs, hidden, outputs } = FORK_NET;

/** Left edge of each column, and where a row of `count` nodes stands, in the units of the view box. */
const columns = { input: 84, unit: 210, output: 336 } as const;
const height = 178;
const row = (i: number, count: number) => 30 + ((i + 0.5) * (height - 30)) / count;

/** Of the widest line, in the same units; larger weights are drawn as this one. */
const widest = 11;
const largest = 4;

/** The net's weights as lines at the shown weighting: move the weight, and what is conditioned moves. */
export function NetDiagram({ state }: { readonly state: ClpState }): ReactElement {
  const theta = thetaOf(state) ?? new Float64Array(hidden * (inputs + outputs));
  const { layers } = state;
  const says = (conditioned: boolean) => (conditioned ? words.listens : words.fixed);
  return (
    <svg
      className="net-diagram"
      viewBox={`0 0 420 ${height}`}
      role="img"
      aria-label={fill(words.netName, { weight: state.weight.toFixed(2), layers: words[layers] })}
    >
      {Array.from({ length: hidden }, (_, h) => (
        <g key={`unit ${row(h, hidden)}`}>
          {Array.from({ length: inputs }, (_, i) => (
            <Weight
              key={`in ${row(i, inputs)}`}
              from={[columns.input, row(i, inputs)]}
              to={[columns.unit, row(h, hidden)]}
              value={theta[h * inputs + i] as number}
            />
          ))}
          {Array.from({ length: outputs }, (_, o) => (
            <Weight
              key={`out ${row(o, outputs)}`}
              from={[columns.unit, row(h, hidden)]}
              to={[columns.output, row(o, outputs)]}
              value={theta[hidden * inputs + o * hidden + h] as number}
            />
          ))}
          <circle cx={columns.unit} cy={row(h, hidden)} r="8" />
        </g>
      ))}
      {[words.start, words.after].map((label, i) => (
        <g key={label}>
          <circle cx={columns.input} cy={row(i, inputs)} r="5" />
          <text x={columns.input - 12} y={row(i, inputs) + 4} textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      {[words.one, words.two].map((label, o) => (
        <g key={label}>
          <circle cx={columns.output} cy={row(o, outputs)} r="5" />
          <text x={columns.output + 12} y={row(o, outputs) + 4}>
            {label}
          </text>
        </g>
      ))}
      <text className={layers === 'second' ? undefined : 'net-listens'} x={(columns.input + columns.unit) / 2} y="14" textAnchor="middle">
        {says(layers !== 'second')}
      </text>
      <text className={layers === 'first' ? undefined : 'net-listens'} x={(columns.unit + columns.output) / 2} y="14" textAnchor="middle">
        {says(layers !== 'first')}
      </text>
    </svg>
  );
}

interface WeightProps {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly value: number;
}

function Weight({ from, to, value }: WeightProps): ReactElement {
  const width = 0.5 + (widest - 0.5) * Math.min(1, Math.abs(value) / largest);
  return (
    <line
      className="net-weight"
      data-negative={value < 0 || undefined}
      x1={from[0]}
      y1={from[1]}
      x2={to[0]}
      y2={to[1]}
      style={{ strokeWidth: width, opacity: 0.25 + (0.65 * width) / widest }}
    />
  );
}
