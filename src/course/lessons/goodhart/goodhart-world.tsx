import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotHandle } from '../../../charts/plot/plot-handle.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotDot, PlotLine, PlotRule, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { bestOfPoint, type GoodhartPoint, type GoodhartWorld, pointAtKl } from '../../../theory/goodhart.ts';
import { Slider } from '../../../ui/slider.tsx';
import { fill } from '../../prose/parse-prose.ts';
import { goldenPeak, MAX_KL } from './goodhart-state.ts';

const words = strings.lessons.goodhart.figure;
const goodhartHues = { proxy: 'var(--reward-1)', golden: 'var(--reward-2)' } as const;

const grid = Array.from({ length: 121 }, (_, i) => (MAX_KL * i) / 120);
const bestOf = [2, 4, 8, 16, 32, 64, 128, 256];

export interface GoodhartWorldProps {
  readonly world: GoodhartWorld;
  readonly kl: number;
  readonly onKl: (kl: number) => void;
  readonly onWorld: (world: GoodhartWorld) => void;
}

/** Proxy and golden over the KL that optimising the proxy spends. */
export function GoodhartWorldPlot({ world, kl, onKl, onWorld }: GoodhartWorldProps): ReactElement {
  const now = pointAtKl(world, kl);
  const said = {
    kl: kl.toFixed(2),
    proxy: now.proxy.toFixed(2),
    golden: now.golden.toFixed(2),
    peak: goldenPeak({ world }).toFixed(2),
  };
  const line = (key: 'proxy' | 'golden') => grid.map((at): Point => [at, pointAtKl(world, at)[key]]);
  const points: readonly GoodhartPoint[] = bestOf.map((n) => bestOfPoint(world, n));
  return (
    <>
      <Plot
        name={words.world}
        summary={fill(words.worldSummary, said)}
        x={{ domain: [0, MAX_KL], label: words.klAxis }}
        y={{ domain: [-1.5, 5], label: words.rewardAxis }}
        aspect={0.66}
      >
        <PlotRule axis="x" value={kl} />
        {(['proxy', 'golden'] as const).map((key) => (
          <g key={key}>
            <PlotLine points={line(key)} colour={goodhartHues[key]} width={2.5} />
            {points.map((point) => (
              <PlotDot key={point.kl} at={[point.kl, point[key]]} radius={3} colour={goodhartHues[key]} />
            ))}
          </g>
        ))}
        <PlotDot at={[kl, now.proxy]} colour={goodhartHues.proxy} radius={6} />
        <PlotHandle
          at={[kl, now.golden]}
          along="x"
          step={[0.02, 1]}
          onMove={([to]) => onKl(to)}
          label={words.golden}
          valueText={fill(words.worldSummary, said)}
          colour={goodhartHues.golden}
        />
      </Plot>
      <PlotLegend
        items={[
          { label: words.proxy, colour: goodhartHues.proxy, line: 'solid' },
          { label: words.golden, colour: goodhartHues.golden, line: 'solid' },
          { label: words.bestOf, colour: 'var(--ink-2)' },
        ]}
      />
      <div className="figure-controls">
        <Slider label={words.pressure} value={kl} range={[0, MAX_KL, 0.02]} hue={goodhartHues.golden} onChange={onKl} />
        <Slider
          label={words.flattered}
          value={world.flattered}
          range={[0, 1.5, 0.05]}
          onChange={(flattered) => onWorld({ ...world, flattered })}
        />
      </div>
    </>
  );
}
