import type { ReactElement } from 'react';
import { methodColour } from '../../../charts/marker.tsx';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotDot, PlotLine, PlotRule, type Point } from '../../../charts/plot/plot-marks.tsx';
import { sigmoid } from '../../../math/softmax.ts';
import { strings } from '../../../strings/strings.ts';
import { type ForkFront, forkMix, forkOracle, measureForkPoint } from '../../../theory/fork.ts';
import { FORK_CURVE } from '../../../theory/fork-training.ts';
import { Slider } from '../../../ui/slider.tsx';
import { fill } from '../../prose/parse-prose.ts';
import { restedWhen } from '../../training/settings.ts';
import { TrainerControls } from '../../training/trainer-controls.tsx';
import { useTrainer } from '../../training/use-trainer.ts';
import type { FigureProps } from '../lesson.ts';
import { forkPolicyLooks } from './fork-policies.ts';
import { type ForkState, mixFront, numbers, oracleFront, reshape, toggle, weigh } from './fork-state.ts';
import { ForkTable } from './fork-table.tsx';
import { ForkTree } from './fork-tree.tsx';
import { GapMeter } from './gap-meter.tsx';
import { RegretPlot } from './regret-plot.tsx';
import '../../figure.css';
import './fork.css';

const words = strings.lessons.fork.figure;
const fine = Array.from({ length: 101 }, (_, i) => i / 100);
const mixColour = methodColour('mod');

/** Trees and meter at one weighting; the choice at the fork and the front over all of them; policies in training. */
export function ForkFigure({ state, set, part }: FigureProps<ForkState>): ReactElement {
  const { world, weight, trainer, shows, policies } = state;
  const training = useTrainer('fork', {
    config: { world },
    ...trainer,
    onProgress: ({ steps, snapshot, finished }) =>
      set((now) => ({
        steps,
        policies: snapshot.policies,
        finished,
        trained: now.trained || finished,
        trainer: restedWhen(finished, now.trainer),
      })),
  });
  const said = numbers(state);
  const trained = shows.training
    ? forkPolicyLooks.flatMap((look) => {
        const policy = policies.find(({ id }) => id === look.id);
        return policy ? [{ ...look, ...policy }] : [];
      })
    : [];
  const drawn = trained.filter(({ id }) => !state.hidden.includes(id));
  const oracle = oracleFront(world);
  return (
    <>
      <div className="figure-panels">
        <div {...part('trees')} className="fork-trees">
          <ForkTree
            name={words.best}
            colour="var(--ink)"
            point={measureForkPoint(world, weight, forkOracle(world, weight))}
            world={world}
          />
          {shows.mix && (
            <ForkTree name={words.mix} colour={mixColour} point={measureForkPoint(world, weight, forkMix(world, weight))} world={world} />
          )}
        </div>
        {shows.meter && (
          <div {...part('meter')}>
            <GapMeter world={world} weight={weight} />
          </div>
        )}
        <div {...part('choice')}>
          <Plot
            name={words.chooseName}
            summary={fill(words.chooseSummary, said)}
            x={{ domain: [0, 1], label: words.chooseX, colour: 'var(--reward-0)' }}
            y={{ domain: [0, 1], label: words.chooseY }}
            aspect={0.75}
          >
            <PlotRule axis="x" value={weight} colour="var(--ink-2)" />
            <PlotLine
              points={fine.map((w): Point => [w, sigmoid(forkOracle(world, w).start)])}
              width={shows.training ? 5 : 2.5}
              colour={shows.training ? 'var(--line-strong)' : 'var(--ink)'}
            />
            {shows.mix && !shows.training && (
              <PlotLine points={fine.map((w): Point => [w, sigmoid(forkMix(world, w).start)])} colour={mixColour} width={2.5} />
            )}
            {drawn.map(({ id, method, dashed, lefts }) => (
              <PlotLine
                key={id}
                points={FORK_CURVE.map((w, i): Point => [w, lefts[i] as number])}
                colour={methodColour(method)}
                dashed={dashed}
              />
            ))}
            {drawn.map(({ id, method, variant, front }) =>
              front.points
                .filter((_, i) => i % 2 === 0)
                .map(({ w, left }) => <PlotDot key={`${id}-${w}`} at={[w, left]} method={method} variant={variant} radius={4} />),
            )}
          </Plot>
        </div>
        {shows.meter && (
          <div {...part('front')}>
            <Plot
              name={words.frontName}
              summary={fill(words.frontSummary, said)}
              x={{ domain: [0, 1], label: words.frontX, colour: 'var(--reward-0)' }}
              y={{ domain: [0, 1], label: words.frontY, colour: 'var(--reward-1)' }}
              aspect={0.75}
            >
              <Front front={oracle} colour={shows.training ? 'var(--line-strong)' : 'var(--ink)'} width={shows.training ? 5 : 2} />
              {!shows.training && <Front front={mixFront(world)} colour={mixColour} method="mod" />}
              {drawn.map(({ id, method, variant, dashed, front }) => (
                <Front key={id} front={front} colour={methodColour(method)} method={method} variant={variant} dashed={dashed} />
              ))}
            </Plot>
          </div>
        )}
      </div>
      <PlotLegend
        items={[
          { label: words.oracle, line: 'solid', colour: shows.training ? 'var(--line-strong)' : 'var(--ink)' },
          ...(shows.mix && !shows.training ? [{ label: words.mix, method: 'mod' }] : []),
          ...trained.map(({ id, label, method, variant }) => ({ id, label, method, variant, hidden: state.hidden.includes(id) })),
        ]}
        onToggle={(id) => set((now) => toggle(now, id))}
      />
      <div className="figure-controls" {...part('sliders')}>
        <Slider
          label={words.weight}
          value={weight}
          range={[0, 1, 0.01]}
          hue="var(--reward-0)"
          onChange={(value) => set((now) => weigh(now, value))}
        />
        {shows.world && (
          <>
            <Slider label={words.c} value={world.c} range={[0.5, 1, 0.01]} onChange={(c) => set((now) => reshape(now, { c }))} />
            <Slider
              label={words.beta}
              value={world.beta}
              range={[0.02, 0.5, 0.01]}
              onChange={(beta) => set((now) => reshape(now, { beta }))}
            />
            <Slider
              label={words.conflict}
              value={world.conflict}
              range={[0, 1, 0.01]}
              onChange={(conflict) => set((now) => reshape(now, { conflict }))}
            />
          </>
        )}
      </div>
      {shows.training && (
        <>
          <div className="figure-controls" {...part('training')}>
            <TrainerControls
              settings={trainer}
              onChange={(change) => set((now) => ({ trainer: { ...now.trainer, ...change } }))}
              finished={state.finished}
              training={training}
              stride={10}
              speeds={[20, 100, 500]}
            />
          </div>
          <div className="figure-panels fork-results" {...part('table')}>
            <ForkTable rows={[{ id: 'oracle', label: words.oracle, method: 'oracle', variant: 0, front: oracle }, ...trained]} />
            <RegretPlot policies={drawn} />
          </div>
        </>
      )}
    </>
  );
}

/** The eleven points of a policy and the line through them, in the order of the weights. */
function Front(props: {
  readonly front: ForkFront;
  readonly colour: string;
  readonly method?: string;
  readonly variant?: number;
  readonly dashed?: boolean;
  readonly width?: number;
}): ReactElement {
  const { front, colour, method, variant, dashed, width } = props;
  return (
    <>
      <PlotLine points={front.points.map(({ rewards }) => rewards)} colour={colour} dashed={dashed} width={width ?? 1.5} />
      {method !== undefined &&
        front.points.map(({ w, rewards }) => <PlotDot key={w} at={rewards} method={method} variant={variant} radius={4.5} />)}
    </>
  );
}
