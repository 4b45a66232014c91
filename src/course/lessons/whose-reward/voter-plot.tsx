import type { ReactElement } from 'react';
import { dash } from '../../../charts/looks.tsx';
import { Plot, usePlot } from '../../../charts/plot/plot.tsx';
import { PlotDot } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { groupWeights } from '../../../theory/voters.ts';
import { fill } from '../../prose/parse-prose.ts';
import { exchanged, leaning, numbers, pooledFit, type WhoseState } from './whose-state.ts';

const words = strings.lessons['whose-reward'].figure;
export const groupHues = ['var(--reward-1)', 'var(--reward-2)'] as const;

/** Voters where they lean, true rewards, the one reward for all and, once EM runs, what it has found. */
export function VoterPlot({ state }: { readonly state: WhoseState }): ReactElement {
  const { world, trainer, mixture, scene } = state;
  const { voters, weights } = pooledFit(world, trainer.seed);
  const swap = mixture ? exchanged(mixture) : false;
  const second = (i: number) => {
    const p = mixture?.belongs[i];
    return p === undefined ? undefined : swap ? 1 - p : p;
  };
  return (
    <Plot
      name={words.voters}
      summary={fill(words.votersSummary, numbers(state))}
      x={{ domain: [-1, 1], label: words.warm }}
      y={{ domain: [-1, 1], label: words.brief }}
      aspect={0.95}
      maxHeight={480}
    >
      {voters.map((voter, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a voter is its place
        <PlotDot key={i} at={leaning(voter)} radius={4} colour={scene === 'mixture' ? blend(second(i)) : 'var(--ink-3)'} />
      ))}
      {groupWeights(world).map((reward, g) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: first and second group
        <Arrow key={g} towards={reward} colour={groupHues[g] as string} faint={scene === 'mixture'} />
      ))}
      {scene === 'mixture' &&
        mixture?.rewards.map((reward, g) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: first and second group
          <Arrow key={g} towards={reward} colour={groupHues[swap ? 1 - g : g] as string} dashed />
        ))}
      <Arrow towards={weights} colour="var(--ink)" faint={scene === 'mixture'} />
    </Plot>
  );
}

/** Between the hues of the groups by the probability of the second. */
function blend(second: number | undefined): string {
  if (second === undefined) return 'var(--ink-3)';
  return `color-mix(in oklab, ${groupHues[1]} ${Math.round(100 * second)}%, ${groupHues[0]})`;
}

/** The direction of a reward, as an arrow from the middle. */
function Arrow(props: {
  readonly towards: readonly number[];
  readonly colour: string;
  readonly dashed?: boolean;
  readonly faint?: boolean;
}): ReactElement {
  const { towards, colour, dashed = false, faint = false } = props;
  const { x, y } = usePlot();
  const norm = Math.hypot(...towards) || 1;
  const reach = dashed ? 0.8 : 0.9;
  const from = [x(0), y(0)] as const;
  const to = [x((reach * (towards[0] as number)) / norm), y((reach * (towards[1] as number)) / norm)] as const;
  const angle = (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI;
  return (
    <g style={{ opacity: faint ? 0.35 : 1 }}>
      <line
        x1={from[0]}
        y1={from[1]}
        x2={to[0]}
        y2={to[1]}
        style={{ stroke: colour, strokeWidth: 2.5, strokeDasharray: dashed ? dash : undefined }}
      />
      <path d="M0 0 L-11 -5 L-11 5 Z" transform={`translate(${to[0]} ${to[1]}) rotate(${angle})`} style={{ fill: colour }} />
    </g>
  );
}
