import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotDot, PlotLine, PlotRule, type Point } from '../../../charts/plot/plot-marks.tsx';
import { ProbabilityBars } from '../../../charts/probability-bars.tsx';
import { strings } from '../../../strings/strings.ts';
import { LAKE_MAPS } from '../../../theory/lake/frozen-lake.ts';
import type { Walk } from '../../../theory/lake/walk.ts';
import { Slider } from '../../../ui/slider.tsx';
import { lakeCells } from '../../lab/grid-map.tsx';
import { LabControls } from '../../lab/lab-controls.tsx';
import { LabMap } from '../../lab/lab-map.tsx';
import { progressed } from '../../lab/lab-training.ts';
import { fill } from '../../prose/parse-prose.ts';
import { useTrainer } from '../../training/use-trainer.ts';
import type { FigureProps } from '../lesson.ts';
import { change, filter, type GoalState, newWalks, numbers, trained } from './goal-state.ts';
import '../../figure.css';

const words = strings.lessons['goal-reward'].figure;
const colours = { learned: 'var(--lab-b)', truth: 'var(--lab-a)', falls: 'var(--danger)' } as const;
const cells = lakeCells(LAKE_MAPS.small.join(''));

/** The learned map beside the true one, two walks scored step by step, and what the filter does. */
export function GoalFigure({ state, set, part }: FigureProps<GoalState>): ReactElement {
  const { config, trainer, shows, snapshot, threshold } = state;
  const training = useTrainer('goal-reward', {
    config,
    ...trainer,
    onProgress: (next) => set((now) => ({ ...progressed(now, next), agreed: now.agreed || trained(next) })),
  });
  const said = numbers(state);
  const walks = newWalks(trainer.seed);
  const [good, bad] = [true, false].map((reached) =>
    walks.find((walk) => walk.reached === reached && walk.actions.length >= 8 && walk.actions.length <= 24),
  );
  const map = (title: string, scores: readonly (number | undefined)[] | undefined) => ({
    width: LAKE_MAPS.small[0].length,
    cells,
    // The square root spreads the low scores, where the walks are decided.
    shades: scores?.map((score) => (score === undefined ? undefined : Math.sqrt(Math.min(1, score)))),
    labels: scores?.map((score) => (score === undefined ? undefined : String(Math.round(100 * score)))),
    name: fill(words.map, {
      title,
      scores: scores?.map((score) => (score === undefined ? '–' : Math.round(100 * score))).join(' ') ?? '…',
    }),
  });
  const stops = [filter(state, 'scores'), filter(state, 'truth')];
  return (
    <>
      <div className="lab-maps">
        <div {...part('maps')}>
          <LabMap
            title={words.learned}
            note={fill(words.learnedNote, said)}
            colour={colours.learned}
            {...map(words.learned, snapshot?.scores)}
          />
        </div>
        {shows.truth && (
          <div {...part('truth')}>
            <LabMap title={words.truth} note={words.truthNote} colour={colours.truth} {...map(words.truth, snapshot?.truth)} />
          </div>
        )}
      </div>
      {shows.filter && snapshot && (
        <div className="figure-panels" {...part('filter')}>
          <div>
            <p className="figure-title">{words.walks}</p>
            <Plot
              name={words.walks}
              summary={fill(words.walksSummary, said)}
              x={{ domain: [0, Math.max(good?.actions.length ?? 0, bad?.actions.length ?? 0, 10)], label: words.x }}
              y={{ domain: [0, 0.7], label: words.y }}
              aspect={0.75}
              maxHeight={280}
            >
              <PlotRule axis="y" value={threshold} colour="var(--ink-2)" label={words.threshold} />
              {[good, bad].map(
                (walk) => walk && <WalkLine key={String(walk.reached)} walk={walk} scores={snapshot.scores} threshold={threshold} />,
              )}
            </Plot>
            <PlotLegend
              items={[
                { label: words.arrives, colour: colours.learned, line: 'solid' },
                { label: words.falls, colour: colours.falls, line: 'dashed' },
              ]}
            />
          </div>
          <div>
            <p className="figure-title">{fill(words.filter, said)}</p>
            <ProbabilityBars
              label={fill(words.filter, said)}
              answers={[{ text: words.bad }, { text: words.kept }, { text: words.saved }]}
              series={stops.map((stop, i) => ({
                label: i === 0 ? words.byLearned : words.byTruth,
                colour: i === 0 ? colours.learned : colours.truth,
                hollow: i === 1,
                values: stop ? [stop.badStopped, stop.goodKept, stop.stepsSaved] : [],
              }))}
            />
            <PlotLegend
              items={[
                { label: words.byLearned, colour: colours.learned },
                { label: words.byTruth, colour: colours.truth, hollow: true },
              ]}
            />
          </div>
        </div>
      )}
      <div className="figure-controls" {...part('sliders')}>
        {shows.filter && (
          <Slider
            label={words.threshold}
            value={threshold}
            range={[0, 0.2, 0.005]}
            shown={threshold.toFixed(3)}
            onChange={(value) => set({ threshold: value })}
          />
        )}
        <Slider
          label={words.number}
          value={config.walks}
          range={[50, 1000, 50]}
          shown={String(config.walks)}
          onChange={(count) => set((now) => change(now, { walks: count }))}
        />
        <Slider
          label={words.dimensions}
          value={config.dimensions}
          range={[1, 8, 1]}
          shown={String(config.dimensions)}
          onChange={(dimensions) => set((now) => change(now, { dimensions }))}
        />
      </div>
      <LabControls state={state} set={set} part={part} training={training} stride={4} speeds={[10, 50]} />
    </>
  );
}

/** A walk's scores up to where the threshold stops it, hollow there. */
function WalkLine({
  walk,
  scores,
  threshold,
}: {
  readonly walk: Walk;
  readonly scores: readonly (number | undefined)[];
  readonly threshold: number;
}): ReactElement {
  const colour = walk.reached ? colours.learned : colours.falls;
  const points = walk.states.slice(0, -1).map((state, t): Point => [t, scores[state] ?? 0]);
  const stop = points.findIndex(([t, score]) => t > 0 && score < threshold);
  const walked = stop < 0 ? points : points.slice(0, stop + 1);
  return (
    <>
      <PlotLine points={points} colour={colour} width={1} dashed={!walk.reached} />
      <PlotLine points={walked} colour={colour} width={2.5} dashed={!walk.reached} />
      <PlotDot at={walked.at(-1) ?? [0, 0]} colour={colour} hollow={stop >= 0} />
    </>
  );
}
