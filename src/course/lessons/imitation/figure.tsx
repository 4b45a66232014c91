import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotRule, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { RACERS } from '../../../theory/lake/imitation-race.ts';
import { Choice } from '../../../ui/choice.tsx';
import { Slider } from '../../../ui/slider.tsx';
import { LabControls } from '../../lab/lab-controls.tsx';
import { progressed } from '../../lab/lab-training.ts';
import { LearnerCurve } from '../../lab/learner-curve.tsx';
import { LearnerMaps } from '../../lab/learner-maps.tsx';
import { fill } from '../../prose/parse-prose.ts';
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

/** Three lakes with what each learner would do, and how often each arrives over the course of training. */
export function ImitationFigure({ state, set, part }: FigureProps<ImitationState>): ReactElement {
  const { config, trainer, shows, snapshot } = state;
  const training = useTrainer('imitation', {
    config,
    ...trainer,
    onProgress: (next) => set((now) => ({ ...progressed(now, next), trained: now.trained || next.finished })),
  });
  const drawn = RACERS.filter((racer) => shows.ift || racer !== 'ift');
  return (
    <>
      <LearnerMaps
        {...part('maps')}
        words={words}
        learners={drawn.map((racer) => ({
          id: racer,
          title: words[racer],
          rate: snapshot?.success[racer],
          policy: snapshot?.policies[racer],
          colour: looks[racer].colour,
          framed: racer === 'rl' ? undefined : snapshot?.demonstrated,
        }))}
      />
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
            drawn.map((racer) => (
              <LearnerCurve
                key={racer}
                points={snapshot.at.map((at, i): Point => [at, snapshot.curves[racer][i] as number])}
                {...looks[racer]}
              />
            ))}
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
            range={[0, 1, 0.05]}
            hue={looks.ift.colour}
            onChange={(lambda) => set((now) => change(now, { lambda }))}
          />
          <Slider
            label={words.gamma}
            value={config.gamma}
            range={[0, 1, 0.05]}
            hue={looks.ift.colour}
            onChange={(gamma) => set((now) => change(now, { gamma }))}
          />
          <Slider
            label={words.demonstrations}
            value={config.demonstrations}
            range={[1, 32, 1]}
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
      <LabControls state={state} set={set} part={part} training={training} stride={2} speeds={[5, 20]} />
    </>
  );
}
