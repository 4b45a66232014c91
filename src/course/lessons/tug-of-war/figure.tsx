import type { ReactElement } from 'react';
import { methodColour } from '../../../charts/marker.tsx';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotDot, PlotLine, PlotRule, type Point } from '../../../charts/plot/plot-marks.tsx';
import { ProbabilityBars } from '../../../charts/probability-bars.tsx';
import { strings } from '../../../strings/strings.ts';
import type { Assessment } from '../../../theory/kl-bandit.ts';
import { Slider } from '../../../ui/slider.tsx';
import { fill } from '../../prose/parse-prose.ts';
import type { FigureProps } from '../lesson.ts';
import { chancePolicies, cheer, logBase, lowestShown } from './answers.ts';
import { betaOf, curve, judge, numbers, range, realigned, type TugState, trained, wantedKl, wantedReward } from './tug-state.ts';
import '../../figure.css';

const words = strings.lessons['tug-of-war'].figure;
const texts = [words.answer0, words.answer1, words.answer2, words.answer3, words.answer4];
const hues = { base: methodColour('base'), tuned: methodColour('single'), dera: methodColour('dera') };
const probabilities = (logPolicy: ArrayLike<number>) => Array.from(logPolicy, Math.exp);
const place = ({ kl, reward }: Assessment): Point => [kl, reward];

/** The answers' probabilities as bars; beside them every policy as a point of KL and reward. */
export function TugFigure({ state, set, part }: FigureProps<TugState>): ReactElement {
  const { shows, lambda, logBeta } = state;
  const tuned = trained(betaOf(state));
  const said = numbers(state);
  const series = [
    { label: words.base, colour: hues.base, values: probabilities(logBase), hollow: true },
    ...(shows.tuned ? [{ label: words.tuned, colour: hues.tuned, values: probabilities(tuned) }] : []),
    ...(shows.dera ? [{ label: words.dera, colour: hues.dera, values: probabilities(realigned(lambda)) }] : []),
  ];
  return (
    <>
      <div className="figure-panels">
        <div {...part('bars')}>
          <p className="figure-title">{words.prompt}</p>
          <ProbabilityBars
            label={words.bars}
            answers={texts.map((text, i) => ({ text, note: fill(words.cheer, { cheer: (cheer[i] as number).toFixed(2) }) }))}
            series={series}
          />
        </div>
        {shows.tuned && (
          <div {...part('curve')}>
            <Plot
              name={words.name}
              summary={fill(words.summary, said)}
              x={{ domain: [0, 4], label: words.x }}
              y={{ domain: [lowestShown, 1], label: words.y }}
              aspect={0.8}
            >
              {shows.curve &&
                chancePolicies.map((policy) => <PlotDot key={policy.kl} at={place(policy)} radius={2} colour="var(--ink-3)" />)}
              {shows.curve && <PlotLine points={curve.map(place)} colour="var(--ink)" width={1.5} />}
              {shows.curve && (
                <>
                  <PlotRule axis="x" value={wantedKl} label={fill(words.limit, said)} />
                  <PlotRule axis="y" value={wantedReward} label={fill(words.floor, said)} />
                </>
              )}
              <PlotDot at={place(judge(logBase))} method="base" title={words.base} />
              <PlotDot at={place(judge(tuned))} method="single" radius={8} title={words.tuned} />
              {shows.dera && <PlotDot at={place(judge(realigned(lambda)))} method="dera" radius={8} title={words.dera} />}
            </Plot>
          </div>
        )}
      </div>
      <PlotLegend
        items={[
          { label: words.base, method: 'base' },
          ...(shows.tuned ? [{ label: words.tuned, method: 'single' }] : []),
          ...(shows.dera ? [{ label: words.dera, method: 'dera' }] : []),
          ...(shows.curve
            ? [{ label: words.best, line: 'solid', colour: 'var(--ink)' } as const, { label: words.chance, colour: 'var(--ink-3)' }]
            : []),
        ]}
      />
      {shows.tuned && (
        <div className="figure-controls" {...part('sliders')}>
          <Slider
            label={words.beta}
            value={logBeta}
            range={[range.logBeta[0], range.logBeta[1], 0.01]}
            shown={String(said.beta)}
            valueText={fill(words.betaText, said)}
            hue={hues.tuned}
            onChange={(value) => set({ logBeta: value })}
          />
          {shows.dera && (
            <Slider
              label={words.lambda}
              value={lambda}
              range={[range.lambda[0], range.lambda[1], 0.01]}
              valueText={fill(words.lambdaText, said)}
              hue={hues.dera}
              onChange={(value) => set({ lambda: value })}
            />
          )}
        </div>
      )}
    </>
  );
}
