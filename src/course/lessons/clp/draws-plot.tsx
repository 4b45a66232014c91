import type { ReactElement } from 'react';
import { methodColour } from '../../../charts/marker.tsx';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotArea, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { fill } from '../../prose/parse-prose.ts';
import { type ClpSettings, type ClpState, drawsOf, numbers } from './clp-state.ts';

const words = strings.lessons.clp.figure;
const bins = 21;

/** Histogram of the weightings that training draws; the outer bins are centred on the corners. */
export function DrawsPlot({ state }: { readonly state: ClpState }): ReactElement {
  const shares = histogram(state);
  const most = Math.max(0.15, ...shares);
  return (
    <Plot
      name={words.drawsName}
      summary={fill(words.drawsSummary, numbers(state))}
      x={{ domain: [-0.03, 1.03], label: words.drawsX, colour: 'var(--reward-0)' }}
      y={{ domain: [0, most], label: words.drawsY, ticks: 3 }}
      aspect={0.42}
    >
      {shares.map((share, i) => {
        const [left, right] = [(i - 0.42) / (bins - 1), (i + 0.42) / (bins - 1)];
        const corners: readonly Point[] = [
          [left, 0],
          [left, share],
          [right, share],
          [right, 0],
        ];
        return <PlotArea key={left} points={corners} colour={methodColour('clp')} opacity={0.75} />;
      })}
    </Plot>
  );
}

function histogram(settings: ClpSettings): number[] {
  const draws = drawsOf(settings);
  const shares = new Array<number>(bins).fill(0);
  for (const w of draws) {
    const bin = Math.round(w * (bins - 1));
    shares[bin] = (shares[bin] as number) + 1 / draws.length;
  }
  return shares;
}
