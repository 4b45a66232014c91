import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotDot, PlotLine, PlotRule } from '../../../charts/plot/plot-marks.tsx';
import { wilsonInterval } from '../../../math/statistics.ts';
import { strings } from '../../../strings/strings.ts';
import { fill } from '../../prose/parse-prose.ts';
import { numbers, type SteerState } from './steer-state.ts';

const words = strings.lessons.steer.figure;

/** The win rate after every vote with its interval: it jumps at first and narrows slowly. */
export function Tally({ state }: { readonly state: SteerState }): ReactElement {
  const { votes } = state;
  const line = votes.length === 0 ? words.noVotes : fill(words.tally, numbers(state));
  let wins = 0;
  const intervals = votes.map(({ winner }, i) => {
    if (winner === 'clp') wins += 1;
    return wilsonInterval(wins, i + 1);
  });
  return (
    <>
      <p>{line}</p>
      <Plot
        name={words.interval}
        summary={line}
        x={{ domain: [0, Math.max(10, votes.length) + 0.5], label: words.votes, ticks: 5 }}
        y={{ domain: [0, 1], label: words.winRate, ticks: 2 }}
        aspect={0.45}
        maxHeight={200}
      >
        <PlotRule axis="y" value={0.5} label={words.half} />
        {intervals.map(({ mean, low, high }, i) => {
          const at = i + 1;
          return (
            <g key={at}>
              <PlotLine
                points={[
                  [at, low],
                  [at, high],
                ]}
                colour="var(--method-clp)"
              />
              <PlotDot at={[at, mean]} method="clp" />
            </g>
          );
        })}
      </Plot>
    </>
  );
}
