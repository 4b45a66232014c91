import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotDot, PlotLine, PlotRule, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { LAKE_MAPS } from '../../../theory/lake/frozen-lake.ts';
import { RACERS } from '../../../theory/lake/imitation-race.ts';
import { Choice } from '../../../ui/choice.tsx';
import { Slider } from '../../../ui/slider.tsx';
import { lakeCells } from '../../lab/grid-map.tsx';
import { LabMap } from '../../lab/lab-map.tsx';
import { controlled, progressed } from '../../lab/lab-training.ts';
import { percent, percentInterval } from '../../lab/percent.ts';
import { fill } from '../../prose/parse-prose.ts';
import { TrainerControls } from '../../training/trainer-controls.tsx';
import { useTrainer } from '../../training/use-trainer.ts';
import type { FigureProps } from '../lesson.ts';
import { change, type ImitationState, numbers, oracle } from './imitation-state.ts';
import '../../figure.css';

const words = strings.lessons.imitation.figure;
const looks = {
  sft: { colour: 'var(--lab-a)', dashed: false },
  ift: { colour: 'var(--lab-b)', dashed: false },
  rl: { colour: 'var(--lab-c)', dashed: true },
} as const;
const cells = lakeCells(LAKE_MAPS.small.join(''));

/** Three lakes with what each learner would do, and how often each arrives over the course of training. */
export function ImitationFigure({ state, set, part }: FigureProps<ImitationState>): ReactElement {
  const { config, trainer, shows, snapshot, finished } = state;
  const { progress, error, step } = useTrainer('imitation', {
    config,
    ...trainer,
    onProgress: (next) => set((now) => ({ ...progressed(now, next), trained: now.trained || next.finished })),
  });
  const drawn = RACERS.filter((racer) => shows.ift || racer !== 'ift');
  return (
    <>
      <div className="lab-maps" {...part('maps')}>
        {drawn.map((racer) => {
          const rate = snapshot?.success[racer];
          return (
            <LabMap
              key={racer}
              title={words[racer]}
              note={fill(words.arrives, { rate: percentInterval(rate) })}
              name={fill(words.map, { learner: words[racer], rate: percent(rate?.mean) })}
              width={LAKE_MAPS.small[0].length}
              cells={cells}
              policy={snapshot?.policies[racer]}
              colour={looks[racer].colour}
              framed={racer === 'rl' ? undefined : snapshot?.demonstrated}
            />
          );
        })}
      </div>
      <div {...part('curves')}>
        <Plot
          name={words.curves}
          summary={fill(words.summary, numbers(state))}
          x={{ domain: [0, config.steps ?? 1], label: words.x }}
          y={{ domain: [0, 1], label: words.y }}
          aspect={0.5}
          maxHeight={300}
        >
          <PlotRule axis="y" value={oracle(config.slippery)} label={words.best} />
          {snapshot &&
            drawn.map((racer) => {
              const points = snapshot.at.map((at, i): Point => [at, snapshot.curves[racer][i] as number]);
              return (
                <g key={racer}>
                  <PlotLine points={points} {...looks[racer]} />
                  <PlotDot at={points.at(-1) ?? [0, 0]} colour={looks[racer].colour} radius={4} />
                </g>
              );
            })}
        </Plot>
        <PlotLegend
          items={drawn.map((racer) => ({
            label: words[racer],
            colour: looks[racer].colour,
            line: looks[racer].dashed ? 'dashed' : 'solid',
          }))}
        />
      </div>
      {shows.ift && (
        <div className="figure-controls" {...part('sliders')}>
          <Slider
            label={words.lambda}
            value={config.lambda}
            min={0}
            max={1}
            step={0.05}
            hue={looks.ift.colour}
            onChange={(lambda) => set((now) => change(now, { lambda }))}
          />
          <Slider
            label={words.gamma}
            value={config.gamma}
            min={0}
            max={1}
            step={0.05}
            hue={looks.ift.colour}
            onChange={(gamma) => set((now) => change(now, { gamma }))}
          />
          <Slider
            label={words.demonstrations}
            value={config.demonstrations}
            min={1}
            max={32}
            step={1}
            shown={String(config.demonstrations)}
            onChange={(demonstrations) => set((now) => change(now, { demonstrations }))}
          />
          <Choice
            label={words.ground}
            value={config.slippery ? 'ice' : 'dry'}
            options={[
              { id: 'ice', label: words.ice },
              { id: 'dry', label: words.dry },
            ]}
            onChange={(id) => set((now) => change(now, { slippery: id === 'ice' }))}
          />
        </div>
      )}
      <div className="lab-training" {...part('training')}>
        <TrainerControls
          settings={trainer}
          onChange={(settings) => set((now) => controlled(now, settings))}
          steps={progress?.steps ?? 0}
          finished={finished}
          error={error}
          onStep={step}
          stride={2}
          speeds={[5, 20]}
        />
      </div>
    </>
  );
}
