import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotDot, PlotLine, PlotRule, PlotText, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { fill } from '../../prose/parse-prose.ts';
import { type DecodingState, dera, factsOf, numbers, trainedAt, wanted } from './decoding-state.ts';

const words = strings.lessons.decoding.figure;
const lambdas = Array.from({ length: 41 }, (_, i) => (i * wanted.furthest) / 40);
const mixed = lambdas.map((lambda): Point => [lambda, factsOf(dera(lambda)).ends]);
const trained = lambdas.map((lambda): Point => [lambda, factsOf(trainedAt(lambda)).ends]);

/** The share of texts that end, at every lambda, of DeRa and of policies trained at the price that it imitates. */
export function DeraCurve({ state }: { readonly state: DecodingState }): ReactElement {
  const { lambda } = state;
  const at: Point = [lambda, factsOf(dera(lambda)).ends];
  return (
    <Plot
      name={words.curve}
      summary={fill(words.curveSummary, numbers(state))}
      x={{ domain: [0, wanted.furthest], label: words.lambdaAxis }}
      y={{ domain: [0, 1], label: words.endsAxis, ticks: 2 }}
      aspect={0.5}
      maxHeight={260}
    >
      <PlotRule axis="y" value={wanted.ends} label={words.half} />
      <PlotRule axis="x" value={1} />
      <PlotLine points={trained} colour="var(--ink-3)" dashed />
      <PlotLine points={mixed} colour="var(--method-dera)" />
      <PlotText at={trained[34] as Point} dy={16} anchor="end" colour="var(--ink-3)">
        {words.trained}
      </PlotText>
      <PlotText at={mixed[30] as Point} dy={-10} colour="var(--method-dera)">
        {words.mixed}
      </PlotText>
      <PlotDot at={at} method="dera" radius={7} />
    </Plot>
  );
}
