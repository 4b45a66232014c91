import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotHandle } from '../../../charts/plot/plot-handle.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotArea, PlotDot, PlotLine, PlotText, type Point } from '../../../charts/plot/plot-marks.tsx';
import { ProbabilityBars } from '../../../charts/probability-bars.tsx';
import { strings } from '../../../strings/strings.ts';
import { crowdPreferences, STYLES, type Triple, winRates } from '../../../theory/conversation/crowd.ts';
import { Slider } from '../../../ui/slider.tsx';
import { LabControls } from '../../lab/lab-controls.tsx';
import { anew, progressed } from '../../lab/lab-training.ts';
import { percent } from '../../lab/percent.ts';
import { fill } from '../../prose/parse-prose.ts';
import { useTrainer } from '../../training/use-trainer.ts';
import type { FigureProps } from '../lesson.ts';
import { anchoredMargin, type CrowdState, config, mixAt, numbers, resize, wanted } from './crowd-state.ts';
import '../../lab/lab.css';
import '../../figure.css';

const words = strings.lessons.crowd.figure;
const colours = { you: 'var(--ink)', anchored: 'var(--lab-b)', plain: 'var(--lab-c)' } as const;
const place = ([, brief, playful]: Triple): Point => [brief, playful];

/** The simplex of mixes with the reader's and the players', the styles' win rates, and exploitability over training. */
export function CrowdFigure({ state, set, part }: FigureProps<CrowdState>): ReactElement {
  const { groups, mix, alpha, trainer, shows, snapshot } = state;
  const settings = config(state);
  const training = useTrainer('self-play', {
    config: settings,
    ...trainer,
    onProgress: (next) => set((now) => ({ ...progressed(now, next), rested: now.rested || (anchoredMargin(next) ?? 1) < wanted.training })),
  });
  const said = numbers(state);
  const rates = winRates(crowdPreferences(groups), mix);
  const players = shows.training && snapshot ? (['plain', 'anchored'] as const).map((id) => ({ id, ...snapshot[id] })) : [];
  const highest = Math.max(0.05, ...players.flatMap(({ exploitability }) => exploitability));
  return (
    <>
      <div className="figure-panels">
        <div {...part('mix')}>
          <Plot
            name={words.name}
            summary={fill(words.summary, said)}
            x={{ domain: [0, 1], label: words.x }}
            y={{ domain: [0, 1], label: words.y }}
            aspect={1}
            maxHeight={380}
          >
            <PlotArea
              points={[
                [1, 0],
                [1, 1],
                [0, 1],
              ]}
              colour="var(--page)"
              opacity={1}
            />
            <PlotLine
              points={[
                [0, 0],
                [1, 0],
                [0, 1],
                [0, 0],
              ]}
              colour="var(--line-strong)"
              width={1}
            />
            <PlotText at={[0, 0]} dx={8} dy={-8}>
              {words.thorough}
            </PlotText>
            <PlotText at={[1, 0]} dx={-6} dy={-22} anchor="end">
              {words.brief}
            </PlotText>
            <PlotText at={[0, 1]} dx={22} dy={10}>
              {words.playful}
            </PlotText>
            {players.map(({ id, trace }) => (
              <g key={id}>
                <PlotLine points={trace.map(place)} colour={colours[id]} width={1.5} dashed={id === 'plain'} />
                <PlotDot at={place(trace.at(-1) as Triple)} colour={colours[id]} radius={6} />
              </g>
            ))}
            <PlotHandle
              at={place(mix)}
              onMove={([brief, playful]) => set({ mix: mixAt(brief, playful) })}
              label={words.handle}
              valueText={fill(words.handleText, said)}
              colour={colours.you}
            />
          </Plot>
        </div>
        <div {...part('wins')}>
          <p className="figure-title">{words.wins}</p>
          <ProbabilityBars
            label={words.wins}
            answers={STYLES.map((style, i) => ({ text: words[style], note: percent(mix[i]) }))}
            series={[{ label: words.wins, colour: 'var(--lab-a)', values: rates }]}
          />
          {shows.training && (
            <div {...part('curves')} className="crowd-curves">
              <p className="figure-title">{words.curves}</p>
              <Plot
                name={words.curves}
                summary={fill(words.curvesSummary, said)}
                x={{ domain: [0, settings.steps], label: words.curvesX, ticks: 3 }}
                y={{ domain: [0, highest], label: words.curvesY, ticks: 4 }}
                aspect={0.6}
                maxHeight={230}
              >
                {players.map(({ id, exploitability }) => (
                  <PlotLine
                    key={id}
                    points={exploitability.map((value, i): Point => [4 * i, value])}
                    colour={colours[id]}
                    dashed={id === 'plain'}
                  />
                ))}
              </Plot>
            </div>
          )}
        </div>
      </div>
      {shows.training && (
        <>
          <PlotLegend
            items={[
              { label: words.anchored, colour: colours.anchored, line: 'solid' },
              { label: words.plain, colour: colours.plain, line: 'dashed' },
              { label: words.you, colour: colours.you },
            ]}
          />
          {snapshot && <p className="lab-note">{fill(words.policy, said)}</p>}
        </>
      )}
      {shows.groups && (
        <div className="figure-controls" {...part('sliders')}>
          <Slider
            label={words.alpha}
            value={Math.log10(alpha)}
            range={[-2.4, -0.4, 0.1]}
            shown={alpha.toFixed(3)}
            hue={colours.anchored}
            onChange={(power) => set((now) => ({ ...anew(now), alpha: 10 ** power }))}
          />
          <Slider
            label={words.groupA}
            value={groups[0]}
            range={[0, 1, 0.01]}
            shown={percent(groups[0])}
            onChange={(a) => set((now) => resize(now, { a }))}
          />
          <Slider
            label={words.groupB}
            value={groups[1]}
            range={[0, 1, 0.01]}
            shown={percent(groups[1])}
            onChange={(b) => set((now) => resize(now, { b }))}
          />
          <p>{fill(words.groupC, said)}</p>
        </div>
      )}
      {shows.training && <LabControls state={state} set={set} part={part} training={training} stride={4} speeds={[20, 100]} />}
    </>
  );
}
