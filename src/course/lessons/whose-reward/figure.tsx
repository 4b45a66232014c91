import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { type LegendItem, PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotDot, PlotLine, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import type { VoterWorld } from '../../../theory/voters.ts';
import { Slider } from '../../../ui/slider.tsx';
import { fill } from '../../prose/parse-prose.ts';
import { restarts, type TrainerSettings } from '../../training/settings.ts';
import { TrainerControls } from '../../training/trainer-controls.tsx';
import { useTrainer } from '../../training/use-trainer.ts';
import type { FigureProps } from '../lesson.ts';
import { FairPlot } from './fair-plot.tsx';
import { StylePlots } from './style-plots.tsx';
import { groupHues, VoterPlot } from './voter-plot.tsx';
import { MAX_PENALTY, pause, type WhoseState, withoutPenalty } from './whose-state.ts';
import '../../figure.css';
import './whose-reward.css';

const words = strings.lessons['whose-reward'].figure;

export function WhoseFigure(props: FigureProps<WhoseState>): ReactElement {
  const { state, set, part } = props;
  const { scene, world, w } = state;
  // A new world is a new run: what EM had found is of another one.
  const reshape = (change: Partial<VoterWorld>) =>
    set((now) => ({ world: { ...now.world, ...change }, mixture: undefined, finished: false }));
  if (scene === 'styles') return <Styles {...props} />;
  const sliders = (
    <div className="figure-controls" {...part('world')}>
      <Slider label={words.majority} value={world.majority} range={[0.5, 0.9, 0.05]} onChange={(majority) => reshape({ majority })} />
      <Slider
        label={words.angle}
        value={world.angle}
        range={[0, 180, 10]}
        shown={`${world.angle}°`}
        onChange={(angle) => reshape({ angle })}
      />
    </div>
  );
  if (scene === 'fair') {
    return (
      <>
        <div {...part('front')} className="whose-square">
          <FairPlot state={state} />
          <div className="figure-controls">
            <Slider label={words.weight} value={w} range={[0, 1, 0.01]} hue="var(--reward-0)" onChange={(value) => set({ w: value })} />
          </div>
        </div>
        <div className="whose-square">{sliders}</div>
      </>
    );
  }
  return (
    <>
      <div {...part('voters')} className="whose-square">
        <VoterPlot state={state} />
        <PlotLegend items={legend(scene === 'mixture')} />
      </div>
      <div className="whose-square">{sliders}</div>
      {scene === 'mixture' && <Mixture {...props} />}
    </>
  );
}

function legend(mixture: boolean): LegendItem[] {
  return [
    { label: words.groupFirst, colour: groupHues[0], line: 'solid' },
    { label: words.groupSecond, colour: groupHues[1], line: 'solid' },
    ...(mixture ? [{ label: words.fitted, colour: 'var(--ink-2)', line: 'dashed' as const }] : []),
    { label: words.pooled, colour: 'var(--ink)', line: 'solid' },
  ];
}

/** EM in the worker, with its likelihood. */
function Mixture({ state, set, part }: FigureProps<WhoseState>): ReactElement {
  const { world, trainer, mixture, finished } = state;
  const training = useTrainer('voter-mixture', {
    config: world,
    ...trainer,
    onProgress: ({ snapshot, finished: ended }) => set((now) => ({ mixture: snapshot, ...pause(now, ended) })),
  });
  const objective = mixture?.objective ?? [];
  const low = Math.min(-1, ...objective);
  const value = (objective.at(-1) ?? 0).toFixed(1);
  return (
    <div {...part('likelihood')} className="whose-training">
      <TrainerControls
        settings={trainer}
        onChange={(change) => set((now) => ({ ...renew(now, change), mixture: restarts(change) ? undefined : now.mixture }))}
        finished={finished}
        training={training}
        speeds={[1, 5]}
      />
      <div>
        <p className="figure-title">{words.likelihood}</p>
        <Plot
          name={words.likelihood}
          summary={fill(words.likelihoodSummary, { rounds: Math.max(0, objective.length - 1), value })}
          x={{ domain: [0, Math.max(10, objective.length)], label: words.round }}
          y={{ domain: [low * 1.02, (objective.at(-1) ?? 0) * 0.96], label: words.nats, ticks: 3 }}
          aspect={0.34}
          maxHeight={200}
        >
          <PlotLine points={objective.map((nats, round): Point => [round, nats])} />
          {objective.map((nats, round) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a round is its place
            <PlotDot key={round} at={[round, nats]} radius={3} />
          ))}
        </Plot>
      </div>
    </div>
  );
}

/** Group-invariant learning in the worker. */
function Styles({ state, set, part }: FigureProps<WhoseState>): ReactElement {
  const { penalty, trainer, invariance, finished } = state;
  const training = useTrainer('group-invariance', {
    config: { penalty },
    ...trainer,
    onProgress: ({ snapshot, finished: ended }) => set((now) => ({ invariance: snapshot, ...pause(now, ended) })),
  });
  return (
    <div {...part('styles')}>
      {invariance && <StylePlots snapshot={invariance} without={withoutPenalty(trainer.seed)} />}
      <div className="figure-controls">
        <Slider
          label={words.penalty}
          value={penalty}
          range={[0, MAX_PENALTY, 1]}
          shown={String(penalty)}
          onChange={(value) => set((now) => ({ penalty: value, finished: false, trainer: { ...now.trainer, playing: false } }))}
        />
      </div>
      <div className="whose-training">
        <TrainerControls
          settings={trainer}
          onChange={(change) => set((now) => renew(now, change))}
          finished={finished}
          training={training}
          stride={10}
          speeds={[20, 50]}
        />
      </div>
    </div>
  );
}

function renew(now: WhoseState, change: Partial<TrainerSettings>): Pick<WhoseState, 'trainer' | 'finished'> {
  return { trainer: { ...now.trainer, ...change }, finished: restarts(change) ? false : now.finished };
}
