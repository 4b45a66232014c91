import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotHandle } from '../../../charts/plot/plot-handle.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotArea, PlotDot, PlotText } from '../../../charts/plot/plot-marks.tsx';
import { paretoFront, staircase } from '../../../math/pareto-front.ts';
import { strings } from '../../../strings/strings.ts';
import type { RewardPair } from '../../../theory/scalarisation.ts';
import { Choice } from '../../../ui/choice.tsx';
import { Slider } from '../../../ui/slider.tsx';
import { fill } from '../../prose/parse-prose.ts';
import type { FigureProps } from '../lesson.ts';
import { bestPolicy, type FrontState, measure, numbers, type Ruler, supported } from './front-state.ts';
import { ideal, reference, worlds } from './policies.ts';
import { RulerLine } from './ruler-line.tsx';
import './front.css';

const words = strings.lessons.front.figure;
const hues = { x: 'var(--reward-0)', y: 'var(--reward-2)' };
const paint = 'var(--reward-1)';

/** Policies as points; over them the ruler, or the painted hypervolume with a policy to add. */
export function FrontFigure({ state, set, part }: FigureProps<FrontState>): ReactElement {
  const { world, shows, candidate, weight, ruler } = state;
  const policies = worlds[world];
  const efficient = paretoFront(policies);
  const reachable = supported(world);
  const best = bestPolicy(state);
  const said = numbers(state);
  const origin: RewardPair = reference;
  const under = (points: readonly RewardPair[]) => [origin, ...staircase(points, reference)];
  const [cx, cy] = candidate;
  const candidateNumbers = { ...said, x: cx.toFixed(2), y: cy.toFixed(2) };
  return (
    <>
      <Plot
        name={words.name}
        summary={fill(words.summary, said)}
        x={{ domain: [0, 1], label: words.x, colour: hues.x }}
        y={{ domain: [0, 1], label: words.y, colour: hues.y }}
      >
        {shows.area && (
          <g {...part('area')}>
            {shows.candidate && <PlotArea points={under([...policies, candidate])} colour={paint} opacity={0.3} />}
            <PlotArea points={under(policies)} colour="var(--page)" opacity={1} />
            <PlotArea points={under(policies)} colour={paint} opacity={0.16} />
          </g>
        )}
        {shows.ruler && (
          <g {...part('ruler')}>
            <RulerLine state={state} colour="var(--ink)" />
            {ruler === 'tchebycheff' && (
              <>
                <PlotDot at={ideal} radius={4} hollow />
                <PlotText at={ideal} dx={-8} dy={16} anchor="end">
                  {words.ideal}
                </PlotText>
              </>
            )}
          </g>
        )}
        <g {...part('policies')}>
          {policies.map((policy, i) => (
            <PlotDot
              key={policy.join()}
              at={policy}
              radius={shows.ruler && i === best ? 8 : 5}
              hollow={!efficient.includes(i)}
              colour={!efficient.includes(i) ? 'var(--ink-3)' : reachable.includes(i) ? 'var(--ink)' : 'var(--danger)'}
              title={`${words.x} ${policy[0].toFixed(2)}, ${words.y} ${policy[1].toFixed(2)}`}
            />
          ))}
        </g>
        {shows.ruler && (
          <PlotText at={policies[best] as RewardPair} dx={11} dy={-9} colour="var(--ink)">
            {words.best}
          </PlotText>
        )}
        {shows.candidate && (
          <PlotHandle
            at={candidate}
            onMove={(to) => set({ candidate: to })}
            label={words.candidate}
            valueText={fill(words.candidateText, candidateNumbers)}
            colour={paint}
          />
        )}
      </Plot>
      <PlotLegend
        items={[
          { label: words.legendFront, colour: 'var(--ink)' },
          ...(reachable.length < efficient.length ? [{ label: words.legendHidden, colour: 'var(--danger)' }] : []),
          { label: words.legendDominated, colour: 'var(--ink-3)', hollow: true },
        ]}
      />
      {shows.ruler && (
        <div className="front-lesson-controls">
          <Slider
            label={words.weight}
            value={weight}
            range={[0, 1, 0.01]}
            valueText={fill(words.weightText, said)}
            hue={hues.x}
            onChange={(value) => set((now) => measure(now, { weight: value }))}
          />
          {world === 'dent' && (
            <div {...part('choice')}>
              <Choice<Ruler>
                label={words.ruler}
                value={ruler}
                options={[
                  { id: 'sum', label: words.linear },
                  { id: 'tchebycheff', label: words.tchebycheff },
                ]}
                onChange={(id) => set((now) => measure(now, { ruler: id }))}
              />
            </div>
          )}
        </div>
      )}
    </>
  );
}
