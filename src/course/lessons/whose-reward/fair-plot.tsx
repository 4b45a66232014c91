import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotDot, PlotLine, PlotText } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { fill } from '../../prose/parse-prose.ts';
import { groupHues } from './voter-plot.tsx';
import { fairWorld, numbers, type WhoseState } from './whose-state.ts';

const words = strings.lessons['whose-reward'].figure;

/** The front of the two groups, the policy of the one reward, the max-min point, and the present weighting. */
export function FairPlot({ state }: { readonly state: WhoseState }): ReactElement {
  const { pooled, front, fair, at } = fairWorld(state.world, state.trainer.seed);
  const now = at(state.w);
  return (
    <Plot
      name={words.front}
      summary={fill(words.frontSummary, numbers(state))}
      x={{ domain: [-0.6, 1.2], label: words.frontFirst, colour: groupHues[0] }}
      y={{ domain: [-0.6, 1.2], label: words.frontSecond, colour: groupHues[1] }}
      aspect={0.95}
      maxHeight={480}
    >
      <PlotLine
        points={[
          [-0.6, -0.6],
          [1.2, 1.2],
        ]}
        colour="var(--line-strong)"
        dashed
        width={1}
      />
      <PlotText at={[-0.45, -0.45]} dx={8} dy={4}>
        {words.equal}
      </PlotText>
      <PlotLine points={front.map(({ rewards }) => rewards)} colour="var(--ink)" />
      <PlotDot at={fair.rewards} hollow radius={9} />
      <PlotText at={fair.rewards} dx={14} dy={-8} colour="var(--ink)">
        {words.maxMin}
      </PlotText>
      <PlotDot at={pooled.rewards} colour="var(--ink-2)" radius={6} />
      <PlotText at={pooled.rewards} dx={-8} dy={20} anchor="end">
        {words.pooled}
      </PlotText>
      <PlotDot at={now.rewards} colour="var(--reward-0)" radius={6} />
    </Plot>
  );
}
