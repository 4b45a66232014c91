/**
 * The Goodhart curve of the real model, when one was measured: `models/proxy/goodhart.json` beside the packs. Without the file there is
 * nothing to see, and nothing is missing.
 */
import { type ReactElement, useEffect, useState } from 'react';
import * as v from 'valibot';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotBand, PlotLine, type Point } from '../../../charts/plot/plot-marks.tsx';
import { parseFile } from '../../../engine/pack.ts';
import { strings } from '../../../strings/strings.ts';
import { fill } from '../prose/parse-prose.ts';
import { goodhartHues } from './goodhart-world.tsx';

const words = strings.lessons.goodhart.figure;

const MeanSchema = v.object({ mean: v.number(), low: v.number(), high: v.number() });

/** Rewards on one scale, e.g. as differences from the base in standard deviations, with intervals. */
export const MeasuredGoodhartSchema = v.object({
  format: v.literal('tiller-goodhart/1'),
  /** What was optimised, e.g. `weak KL, 300 steps`. */
  label: v.string(),
  /** Of the run. */
  commit: v.string(),
  /** In the order of the KL. */
  points: v.pipe(v.array(v.object({ kl: v.number(), proxy: MeanSchema, golden: MeanSchema })), v.minLength(2)),
});

type MeasuredGoodhart = v.InferOutput<typeof MeasuredGoodhartSchema>;

// Known when the site is built, so that a page without the file does not ask for it in vain.
const isMeasured = Object.keys(import.meta.glob('/public/models/proxy/goodhart.json')).length > 0;

async function loadMeasured(signal: AbortSignal): Promise<MeasuredGoodhart | undefined> {
  if (!isMeasured) return undefined;
  const response = await fetch(new URL('models/proxy/goodhart.json', document.baseURI), { signal });
  return parseFile(MeasuredGoodhartSchema, await response.json(), 'goodhart.json');
}

export function MeasuredCurve(): ReactElement | null {
  const [measured, setMeasured] = useState<MeasuredGoodhart>();
  useEffect(() => {
    const controller = new AbortController();
    // The lesson is whole without it.
    loadMeasured(controller.signal).then(setMeasured, () => undefined);
    return () => controller.abort();
  }, []);
  if (!measured) return null;
  const { label, points } = measured;
  const values = points.flatMap(({ proxy, golden }) => [proxy.low, proxy.high, golden.low, golden.high]);
  const kls = points.map(({ kl }) => kl);
  const along = (key: 'proxy' | 'golden', bound: 'mean' | 'low' | 'high') => points.map((point): Point => [point.kl, point[key][bound]]);
  const last = kls.at(-1) as number;
  return (
    <div className="goodhart-measured">
      <p className="figure-title">{fill(words.measured, { label })}</p>
      <Plot
        name={fill(words.measured, { label })}
        summary={fill(words.measuredSummary, { points: points.length, kl: last.toFixed(1) })}
        x={{ domain: [0, last], label: words.klAxis }}
        y={{ domain: [Math.min(...values), Math.max(...values)], label: words.rewardAxis }}
        maxHeight={300}
      >
        {(['proxy', 'golden'] as const).map((key) => (
          <g key={key}>
            <PlotBand low={along(key, 'low')} high={along(key, 'high')} colour={goodhartHues[key]} />
            <PlotLine points={along(key, 'mean')} colour={goodhartHues[key]} />
          </g>
        ))}
      </Plot>
      <PlotLegend items={(['proxy', 'golden'] as const).map((key) => ({ label: words[key], colour: goodhartHues[key], line: 'solid' }))} />
    </div>
  );
}
