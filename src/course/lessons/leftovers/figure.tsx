import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotDot, PlotLine, PlotRule, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { LEFTOVER_LEARNERS } from '../../../theory/lake/leftover-training.ts';
import { Choice } from '../../../ui/choice.tsx';
import { Slider } from '../../../ui/slider.tsx';
import { LabControls } from '../../lab/lab-controls.tsx';
import { progressed } from '../../lab/lab-training.ts';
import { LearnerCurve } from '../../lab/learner-curve.tsx';
import { LearnerMaps } from '../../lab/learner-maps.tsx';
import { percent } from '../../lab/percent.ts';
import { fill } from '../../prose/parse-prose.ts';
import { useTrainer } from '../../training/use-trainer.ts';
import type { FigureProps } from '../lesson.ts';
import { ahead, change, type LeftoversState, numbers } from './leftovers-state.ts';
import '../../figure.css';

const words = strings.lessons.leftovers.figure;
const colours = { cloned: 'var(--lab-a)', filtered: 'var(--lab-c)', leftover: 'var(--lab-b)' } as const;

/** The heap as a scatter of walks, what each learner makes of it, and how often each arrives. */
export function LeftoversFigure({ state, set, part }: FigureProps<LeftoversState>): ReactElement {
  const { config, trainer, shows, snapshot } = state;
  const training = useTrainer('leftovers', {
    config,
    ...trainer,
    onProgress: (next) => set((now) => ({ ...progressed(now, next), passed: now.passed || ahead(next) })),
  });
  const said = numbers(state);
  const drawn = LEFTOVER_LEARNERS.filter((learner) => shows.learning || learner === 'cloned');
  return (
    <>
      <LearnerMaps
        {...part('maps')}
        words={words}
        learners={drawn.map((learner) => ({
          id: learner,
          title: words[learner],
          rate: snapshot?.success[learner],
          policy: snapshot?.policies[learner],
          colour: colours[learner],
        }))}
      />
      <div className="figure-panels">
        <div {...part('heap')}>
          <p className="figure-title">{words.heap}</p>
          <Plot
            name={words.heap}
            summary={fill(words.heapSummary, said)}
            x={{ domain: [0, 1], label: words.heapX }}
            y={{ domain: [0, 1.05], label: words.heapY }}
            aspect={0.8}
            maxHeight={300}
          >
            <PlotLine
              points={[
                [0, 0],
                [1, 1],
              ]}
              colour="var(--ink-3)"
              width={1.5}
              dashed
            />
            {snapshot?.walks.map(({ reward, advantage }, i) => (
              <PlotDot
                // biome-ignore lint/suspicious/noArrayIndexKey: a walk is its place in the heap
                key={i}
                at={[reward - advantage, reward]}
                radius={advantage > 0 ? 4 : 3}
                hollow={advantage <= 0}
                colour={advantage > 0 ? colours.leftover : 'var(--ink-3)'}
              />
            ))}
          </Plot>
          <PlotLegend
            items={[
              { label: words.legendKept, colour: colours.leftover },
              { label: words.legendLeft, colour: 'var(--ink-3)', hollow: true },
            ]}
          />
        </div>
        {shows.learning && (
          <div {...part('curves')}>
            <p className="figure-title">{words.curves}</p>
            <Plot
              name={words.curves}
              summary={fill(words.summary, said)}
              x={{ domain: [0, config.steps ?? 1], label: words.x }}
              y={{ domain: [0, 1.05], label: words.y }}
              aspect={0.8}
              maxHeight={300}
            >
              {snapshot && (
                <>
                  <PlotRule axis="y" value={snapshot.oracle} label={words.best} />
                  <PlotRule axis="y" value={snapshot.success.cloned.mean} colour={colours.cloned} />
                  <PlotRule axis="y" value={snapshot.success.filtered.mean} colour={colours.filtered} />
                  <LearnerCurve points={snapshot.curve.map((rate, i): Point => [2 * i, rate])} colour={colours.leftover} width={2.5} />
                </>
              )}
            </Plot>
            <PlotLegend
              items={[
                { label: words.leftover, colour: colours.leftover, line: 'solid' },
                { label: words.cloned, colour: colours.cloned, line: 'dashed' },
                { label: words.filtered, colour: colours.filtered, line: 'dashed' },
              ]}
            />
          </div>
        )}
      </div>
      <div className="figure-controls" {...part('sliders')}>
        <Slider
          label={words.share}
          value={config.share}
          range={[0, 1, 0.05]}
          shown={percent(config.share)}
          onChange={(share) => set((now) => change(now, { share }))}
        />
        {shows.ground && (
          <Choice
            label={words.ground}
            value={config.slippery ? 'ice' : 'dry'}
            options={[
              { id: 'dry', label: words.dry },
              { id: 'ice', label: words.ice },
            ]}
            onChange={(id) => set((now) => change(now, { slippery: id === 'ice' }))}
          />
        )}
      </div>
      {shows.learning && <LabControls state={state} set={set} part={part} training={training} stride={2} speeds={[10, 40]} />}
    </>
  );
}
