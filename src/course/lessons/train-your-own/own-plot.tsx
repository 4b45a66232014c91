import type { ReactElement } from 'react';
import { methodColour } from '../../../charts/marker.tsx';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotDot, PlotLine } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { fill } from '../../prose/parse-prose.ts';
import { numbers, type OwnState, pointAt } from './own-state.ts';
import type { OwnWorld } from './own-world.ts';

const words = strings.lessons['train-your-own'].figure;

/** Both rewards: the trained policy from end to end, the base, and the same policy under the twins. */
export function OwnPlot({ world, state }: { readonly world: OwnWorld; readonly state: OwnState }): ReactElement {
  const here = pointAt(world, state.weight);
  return (
    <Plot
      name={words.name}
      summary={fill(words.summary, numbers(state))}
      x={{ domain: [0, 1], label: words.x, colour: 'var(--reward-0)' }}
      y={{ domain: [0, 1], label: words.y, colour: 'var(--reward-1)' }}
      aspect={0.85}
    >
      {state.twin && <PlotLine points={world.front.map(({ twins }) => twins)} colour="var(--ink-2)" dashed />}
      {state.twin && <PlotDot at={world.base.twins} colour="var(--ink-2)" hollow radius={5} />}
      {state.twin && <PlotDot at={here.twins} colour="var(--ink-2)" radius={5} />}
      <PlotLine points={world.front.map(({ rewards }) => rewards)} colour={methodColour('clp')} />
      {world.front.map(({ weight, rewards }) => (
        <PlotDot key={weight} at={rewards} colour={methodColour('clp')} radius={2.5} />
      ))}
      <PlotDot at={world.base.rewards} method="base" radius={7} />
      <PlotDot at={here.rewards} method="clp" radius={8} />
    </Plot>
  );
}
