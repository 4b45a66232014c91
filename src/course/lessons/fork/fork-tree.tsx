import type { ReactElement } from 'react';
import { strings } from '../../../strings/strings.ts';
import type { ForkPoint, ForkWorld } from '../../../theory/fork.ts';
import { fill } from '../../prose/parse-prose.ts';

const words = strings.lessons.fork.figure;

export interface ForkTreeProps {
  readonly name: string;
  readonly colour: string;
  readonly point: ForkPoint;
  readonly world: ForkWorld;
}

/** The fork as a tree: every turn as wide as it is likely. */
export function ForkTree({ name, colour, point: { left, x }, world }: ForkTreeProps): ReactElement {
  const [start, node, z] = [[118, 14] as const, [74, 66] as const, [182, 66] as const];
  const { c, conflict = 1 } = world;
  const leaves = [
    { at: [38, 116] as const, label: 'x', p: left * x, rewards: [1, 1 - conflict] },
    { at: [110, 116] as const, label: 'y', p: left * (1 - x), rewards: [1 - conflict, 1] },
  ];
  const pair = (rewards: readonly number[]) => rewards.map((reward) => Number(reward.toFixed(2))).join(', ');
  const branch = (from: readonly [number, number], to: readonly [number, number], p: number) => (
    <line x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} style={{ stroke: colour, strokeWidth: 1 + 11 * p, opacity: 0.35 + 0.65 * p }} />
  );
  const summary = { name, left: left.toFixed(2), right: (1 - left).toFixed(2), x: x.toFixed(2), y: (1 - x).toFixed(2) };
  return (
    <div className="fork-tree">
      <p className="figure-title">{name}</p>
      <svg viewBox="0 0 230 154" role="img" aria-label={fill(words.treeSummary, summary)}>
        {branch(start, node, left)}
        {branch(start, z, 1 - left)}
        {leaves.map(({ at, label, p, rewards }) => (
          <g key={label}>
            {branch(node, at, p)}
            <circle cx={at[0]} cy={at[1]} r="4" />
            <text x={at[0]} y={at[1] + 18} textAnchor="middle">
              {label} {p.toFixed(2)}
            </text>
            <text className="fork-rewards" x={at[0]} y={at[1] + 33} textAnchor="middle">
              ({pair(rewards)})
            </text>
          </g>
        ))}
        <circle cx={start[0]} cy={start[1]} r="4" />
        <circle cx={node[0]} cy={node[1]} r="4" />
        <circle cx={z[0]} cy={z[1]} r="4" />
        <text x={86} y={34} textAnchor="end">
          {words.leftName}
        </text>
        <text x={160} y={34}>
          {words.rightName}
        </text>
        <text x={z[0]} y={z[1] + 20} textAnchor="middle">
          {(1 - left).toFixed(2)}
        </text>
        <text className="fork-rewards" x={z[0]} y={z[1] + 35} textAnchor="middle">
          ({pair([c, c])})
        </text>
        <text x={node[0] - 12} y={node[1] + 4} textAnchor="end">
          {left.toFixed(2)}
        </text>
      </svg>
    </div>
  );
}
