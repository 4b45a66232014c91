import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotDot, PlotLine, PlotRule, type Point } from '../../../charts/plot/plot-marks.tsx';
import { RewardBars } from '../../../charts/reward-bars.tsx';
import { strings } from '../../../strings/strings.ts';
import type { InvarianceSnapshot } from '../../../theory/group-invariance.ts';
import { fill } from '../../prose/parse-prose.ts';
import { outcome } from './whose-state.ts';

const words = strings.lessons['whose-reward'].figure;
const hues = { best: 'var(--reward-0)', worst: 'var(--reward-1)', mean: 'var(--ink)' } as const;
const lastStep = 300;

export interface StylePlotsProps {
  readonly snapshot: InvarianceSnapshot;
  /** What training without a penalty ends at. */
  readonly without: { readonly mean: number; readonly worst: number };
}

/** Returns of all prompts with the critic's groups, the course of the training, and the styles. */
export function StylePlots({ snapshot, without }: StylePlotsProps): ReactElement {
  const { returns, split, kinds, policy, course } = snapshot;
  const { mean, worst, best } = outcome(snapshot);
  const above = split.filter((group) => group === 1).length;
  const said = {
    above,
    below: split.length - above,
    mean: mean.toFixed(2),
    worst: worst.toFixed(2),
    best: best.toFixed(2),
    steps: course.length - 1,
  };
  return (
    <>
      <div className="figure-panels">
        <div>
          <p className="figure-title">{words.returns}</p>
          <Plot
            name={words.returns}
            summary={fill(words.returnsSummary, said)}
            x={{ domain: [0, returns.length + 1], label: words.prompt, ticks: 1, format: () => '' }}
            y={{ domain: [0.2, 1], label: words.return }}
            aspect={0.8}
            maxHeight={300}
          >
            {returns.map((value, i) => (
              <PlotDot
                // biome-ignore lint/suspicious/noArrayIndexKey: a prompt is its place
                key={i}
                at={[i + 1, value]}
                colour={split[i] === 1 ? hues.best : hues.worst}
                hollow={kinds[i] === 0}
              />
            ))}
          </Plot>
        </div>
        <div>
          <p className="figure-title">{words.course}</p>
          <Plot
            name={words.course}
            summary={fill(words.courseSummary, said)}
            x={{ domain: [0, lastStep], label: words.steps }}
            y={{ domain: [0.2, 1], label: words.return }}
            aspect={0.8}
            maxHeight={300}
          >
            <PlotRule axis="y" value={without.worst} colour={hues.worst} label={words.without} />
            <PlotRule axis="y" value={without.mean} />
            <PlotLine points={course.map(({ groups }, step): Point => [step, groups[1]])} colour={hues.best} />
            <PlotLine points={course.map(({ groups }, step): Point => [step, groups[0]])} colour={hues.worst} />
            <PlotLine points={course.map((point, step): Point => [step, point.mean])} colour={hues.mean} />
          </Plot>
        </div>
      </div>
      <PlotLegend
        items={[
          { label: words.better, colour: hues.best },
          { label: words.worse, colour: hues.worst },
          { label: words.hard, colour: 'var(--ink-2)', hollow: true },
          { label: words.mean, colour: hues.mean, line: 'solid' },
        ]}
      />
      <div className="whose-styles">
        <RewardBars
          name={words.styles}
          bars={policy.map((value, s) => ({
            id: String(s),
            label: [words.style0, words.style1, words.style2][s] as string,
            value,
            range: [0, 1] as const,
            colour: 'var(--ink-2)',
          }))}
        />
      </div>
    </>
  );
}
