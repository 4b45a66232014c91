import type { ReactElement } from 'react';
import { methodColour } from '../../../charts/marker.tsx';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotDot, PlotLine, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { FORK_STEPS, NOTED_EVERY } from '../../../theory/fork-training.ts';

const words = strings.lessons.fork.figure;

export interface RegretCourse {
  readonly id: string;
  readonly method: string;
  readonly variant: number;
  readonly dashed: boolean;
  /** Mean regret at every NOTED_EVERY steps. */
  readonly regrets: readonly number[];
}

/** How each policy's mean regret falls while it trains. */
export function RegretPlot({ policies }: { readonly policies: readonly RegretCourse[] }): ReactElement {
  const most = Math.max(0.1, ...policies.flatMap(({ regrets }) => regrets));
  const place = (regrets: readonly number[]) => regrets.map((regret, i): Point => [i * NOTED_EVERY, regret]);
  return (
    <Plot
      name={words.regretName}
      summary={words.regretSummary}
      x={{ domain: [0, FORK_STEPS], label: words.regretX, ticks: 4 }}
      y={{ domain: [0, most], label: words.regretY, ticks: 4 }}
      aspect={0.6}
    >
      {policies.map(({ id, method, dashed, regrets }) => (
        <PlotLine key={id} points={place(regrets)} colour={methodColour(method)} dashed={dashed} />
      ))}
      {policies.map(({ id, method, variant, regrets }) => (
        <PlotDot key={id} at={place(regrets).at(-1) as Point} method={method} variant={variant} radius={5} />
      ))}
    </Plot>
  );
}
