import type { ReactElement } from 'react';
import { methodColour } from '../../../charts/marker.tsx';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotDot, PlotLine, PlotRule, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import type { ForkFront } from '../../../theory/fork.ts';
import { Choice } from '../../../ui/choice.tsx';
import { Slider } from '../../../ui/slider.tsx';
import { fill } from '../../prose/parse-prose.ts';
import { restedWhen } from '../../training/settings.ts';
import { TrainerControls } from '../../training/trainer-controls.tsx';
import { useTrainer } from '../../training/use-trainer.ts';
import type { FigureProps } from '../lesson.ts';
import { type ClpState, change, type Layers, numbers, oracle, policyConfig, range, ranks, world } from './clp-state.ts';
import { CostTable } from './cost-table.tsx';
import { DrawsPlot } from './draws-plot.tsx';
import { NetDiagram } from './net-diagram.tsx';
import '../../figure.css';
import './clp.css';

const words = strings.lessons.clp.figure;
const hues = { clp: methodColour('clp'), oracle: 'var(--line-strong)', first: 'var(--reward-0)', second: 'var(--reward-1)' };
const firsts = ({ points }: ForkFront) => points.map(({ w, rewards }): Point => [w, rewards[0]]);
const rewardsOf = ({ points }: ForkFront) => points.map(({ rewards }) => rewards);

/** What training draws, what the policy then does with a weight, and its front; below, what a copy costs in a real model. */
export function ClpFigure({ state, set, part }: FigureProps<ClpState>): ReactElement {
  const { trainer, front, finished, shows, rank } = state;
  const training = useTrainer('fork', {
    config: { world, policies: { clp: policyConfig(state) } },
    ...trainer,
    onProgress: ({ steps, snapshot, finished: ended }) =>
      set((now) => ({
        steps,
        front: snapshot.policies[0]?.front,
        ends: snapshot.policies[0]?.ends,
        finished: ended,
        trained: now.trained || ended,
        trainer: restedWhen(ended, now.trainer),
      })),
  });
  const said = numbers(state);
  return (
    <>
      <div className="figure-panels">
        <div {...part('span')}>
          <Plot
            name={words.spanName}
            summary={fill(words.spanSummary, said)}
            x={{ domain: [0, 1], label: words.spanX, colour: hues.first }}
            y={{ domain: [0, 1], label: words.spanY, colour: hues.first }}
            aspect={0.75}
          >
            <PlotRule axis="x" value={state.weight} colour="var(--ink-2)" />
            <PlotLine points={firsts(oracle)} colour={hues.oracle} width={5} />
            {front && <PlotLine points={firsts(front)} colour={hues.clp} />}
            {front && firsts(front).map((at) => <PlotDot key={at[0]} at={at} method="clp" radius={4.5} />)}
          </Plot>
        </div>
        <div {...part('front')}>
          <Plot
            name={words.frontName}
            summary={fill(words.frontSummary, said)}
            x={{ domain: [0, 1], label: words.frontX, colour: hues.first }}
            y={{ domain: [0, 1], label: words.frontY, colour: hues.second }}
            aspect={0.75}
          >
            <PlotLine points={rewardsOf(oracle)} colour={hues.oracle} width={5} />
            {front && <PlotLine points={rewardsOf(front)} colour={hues.clp} width={1.5} />}
            {front?.points.map(({ w, rewards }) => (
              <PlotDot key={w} at={rewards} method="clp" radius={4.5} />
            ))}
          </Plot>
        </div>
      </div>
      <PlotLegend
        items={[
          { label: words.best, line: 'solid', colour: hues.oracle },
          { label: words.policy, method: 'clp' },
        ]}
      />
      <div className="figure-controls" {...part('training')}>
        <TrainerControls
          settings={trainer}
          onChange={(settings) => set((now) => ({ trainer: { ...now.trainer, ...settings } }))}
          finished={finished}
          training={training}
          stride={10}
          speeds={[20, 100, 500]}
        />
      </div>
      <div className="figure-panels clp-net" {...part('net')}>
        <NetDiagram state={state} />
        <div>
          <Slider
            label={words.weight}
            value={state.weight}
            range={[0, 1, 0.01]}
            hue={hues.first}
            valueText={fill(words.weightText, said)}
            onChange={(weight) => set({ weight })}
          />
          <p className="clp-net-says">{fill(words.netSays, said)}</p>
          <PlotLegend
            items={[
              { label: words.positive, line: 'solid', colour: hues.clp },
              { label: words.negative, line: 'dashed', colour: 'var(--danger)' },
            ]}
          />
        </div>
      </div>
      {shows.sampling && (
        <div className="figure-panels clp-sampling" {...part('sampling')}>
          <div className="figure-controls">
            <Slider
              label={words.alpha}
              value={state.logAlpha}
              range={[range.logAlpha[0], range.logAlpha[1], 0.05]}
              shown={String(said.alpha)}
              hue={hues.clp}
              onChange={(logAlpha) => set((now) => change(now, { logAlpha }))}
            />
            <Slider
              label={words.corners}
              value={state.cornerMass}
              range={[0, 1, 0.05]}
              hue={hues.clp}
              onChange={(cornerMass) => set((now) => change(now, { cornerMass }))}
            />
          </div>
          <DrawsPlot state={state} />
        </div>
      )}
      {shows.layers && (
        <div className="figure-panels clp-layers" {...part('layers')}>
          <div className="figure-controls">
            <Choice<Layers>
              label={words.layers}
              value={state.layers}
              options={[
                { id: 'first', label: words.first },
                { id: 'second', label: words.second },
                { id: 'both', label: words.both },
              ]}
              onChange={(layers) => set((now) => change(now, { layers }))}
            />
            <Choice
              label={words.rank}
              value={String(rank)}
              options={ranks.map((one) => ({ id: String(one), label: String(one) }))}
              onChange={(id) => set({ rank: Number(id) as ClpState['rank'] })}
            />
          </div>
          <CostTable rank={rank} />
        </div>
      )}
    </>
  );
}
