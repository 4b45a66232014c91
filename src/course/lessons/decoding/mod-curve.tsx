import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotDot, PlotLine, PlotText, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import type { ChainPolicy } from '../../../theory/word-chain.ts';
import { fill } from '../../prose/parse-prose.ts';
import { bestAt, type DecodingState, factsOf, mod, numbers } from './decoding-state.ts';

const words = strings.lessons.decoding.figure;
const place = (weight: number, policy: ChainPolicy): Point => [weight, factsOf(policy).reward];
const weights = Array.from({ length: 21 }, (_, i) => i / 20);
const mixed = weights.map((weight) => place(weight, mod(weight)));
const best = weights.map((weight) => place(weight, bestAt(weight)));

/** Cheer of MOD's texts at every weight, and of the best policy for that weight. */
export function ModCurve({ state }: { readonly state: DecodingState }): ReactElement {
  const { weight } = state;
  return (
    <Plot
      name={words.modCurve}
      summary={fill(words.modSummary, numbers(state))}
      x={{ domain: [0, 1], label: words.weightAxis }}
      y={{ domain: [0.5, 2.5], label: words.cheerAxis, ticks: 4 }}
      aspect={0.5}
      maxHeight={260}
    >
      <PlotLine points={best} colour="var(--ink-3)" dashed />
      <PlotLine points={mixed} colour="var(--method-mod)" />
      <PlotText at={best[15] as Point} dx={10} dy={16} colour="var(--ink-3)">
        {words.best}
      </PlotText>
      <PlotText at={mixed[15] as Point} dx={-10} dy={-8} anchor="end" colour="var(--method-mod)">
        {words.mod}
      </PlotText>
      <PlotDot at={place(weight, mod(weight))} method="mod" radius={7} />
      <PlotDot at={place(weight, bestAt(weight))} radius={4} hollow colour="var(--ink-3)" />
    </Plot>
  );
}
