import type { ReactElement } from 'react';
import { methodColour } from '../../../charts/marker.tsx';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotHandle } from '../../../charts/plot/plot-handle.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotDot, PlotLine, PlotRule, PlotText, type Point } from '../../../charts/plot/plot-marks.tsx';
import { ProbabilityBars } from '../../../charts/probability-bars.tsx';
import { strings } from '../../../strings/strings.ts';
import { SHARED_ARM, type Soup, THREE_ARM_STEPS } from '../../../theory/three-arm-bandit.ts';
import { Slider } from '../../../ui/slider.tsx';
import { fill } from '../../prose/parse-prose.ts';
import { restedWhen } from '../../training/settings.ts';
import { TrainerControls } from '../../training/trainer-controls.tsx';
import { useTrainer } from '../../training/use-trainer.ts';
import type { FigureProps } from '../lesson.ts';
import { inspected, type KlState, newest, numbers, reset } from './kl-state.ts';
import '../../figure.css';

const words = strings.lessons['soups-without-kl'].figure;
const hues = { first: 'var(--reward-0)', second: 'var(--reward-1)', soup: methodColour('rs') };
const end = Math.log10(THREE_ARM_STEPS);

/** Steps are drawn on a logarithmic axis; before the first there is no place on it. */
const place = ({ steps, value }: Soup): Point => [Math.log10(Math.max(1, steps)), value];
const power = (log: number) => (Number.isInteger(log) ? (log < 3 ? String(10 ** log) : `${10 ** (log - 3)}k`) : '');

/** The three probabilities of both experts and the soup; the soup's value over the training. */
export function SoupsWithoutKlFigure({ state, set, part }: FigureProps<KlState>): ReactElement {
  const { c, beta, trainer, course, finished, shows } = state;
  const training = useTrainer('three-arms', {
    config: { c, beta },
    ...trainer,
    onProgress: ({ snapshot, finished: ended }) =>
      set((now) => ({ course: snapshot.course, finished: ended, trainer: restedWhen(ended, now.trainer) })),
  });
  const looked = inspected(state);
  const said = numbers(state);
  const lookedAt = {
    steps: looked.steps.toLocaleString('en-GB'),
    share: looked.soup[SHARED_ARM].toFixed(2),
    value: looked.value.toFixed(3),
  };
  const [a, b, shared] = looked.expert;
  const rewards: readonly (readonly [string, number, number])[] = [
    [words.answerA, 1, 0],
    [words.answerB, 0, 1],
    [words.answerC, c, c],
  ];
  return (
    <>
      <div className="figure-panels">
        <div {...part('bars')}>
          <p className="figure-title">{fill(words.at, lookedAt)}</p>
          <ProbabilityBars
            label={words.bars}
            answers={rewards.map(([text, first, second]) => ({
              text,
              note: fill(words.rewards, { first: first.toFixed(2), second: second.toFixed(2) }),
            }))}
            series={[
              { label: words.first, colour: hues.first, values: [a, b, shared] },
              { label: words.second, colour: hues.second, values: [b, a, shared] },
              { label: words.soup, colour: hues.soup, values: looked.soup },
            ]}
          />
        </div>
        <div {...part('curve')}>
          <Plot
            name={words.name}
            summary={fill(words.summary, said)}
            x={{ domain: [0, end], label: words.x, format: power }}
            y={{ domain: [0.45, Math.max(c, 0.75) + 0.05], label: words.y, colour: hues.soup }}
            aspect={0.8}
          >
            <PlotRule axis="y" value={c} label={words.best} />
            <PlotRule axis="y" value={(course[0] as Soup).value} label={words.start} />
            <PlotRule axis="y" value={0.5} />
            <PlotText at={[0, 0.5]} dx={4} dy={13}>
              {words.none}
            </PlotText>
            <PlotLine points={course.map(place)} colour={hues.soup} />
            <PlotDot at={place(newest(state))} method="rs" radius={7} />
            {shows.training && (
              <PlotHandle
                at={[state.marked ?? place(looked)[0], looked.value]}
                onMove={([x]) => set({ marked: x })}
                along="x"
                step={[0.025, 0]}
                label={words.marker}
                valueText={fill(words.markerText, lookedAt)}
              />
            )}
          </Plot>
        </div>
      </div>
      <PlotLegend
        items={[
          { label: words.first, colour: hues.first },
          { label: words.second, colour: hues.second },
          { label: words.soup, method: 'rs' },
        ]}
      />
      {(shows.c || shows.beta) && (
        <div className="figure-controls" {...part('sliders')}>
          {shows.c && (
            <Slider label={words.c} value={c} range={[0.55, 0.95, 0.01]} onChange={(value) => set((now) => reset(now, { c: value }))} />
          )}
          {shows.beta && (
            <Slider
              label={words.beta}
              value={beta}
              range={[0, 0.3, 0.01]}
              shown={beta === 0 ? words.betaNone : beta.toFixed(2)}
              onChange={(value) => set((now) => reset(now, { beta: value }))}
            />
          )}
        </div>
      )}
      {shows.training && (
        <div className="figure-controls" {...part('training')}>
          <TrainerControls
            settings={trainer}
            onChange={(change) =>
              set((now) => ({
                trainer: { ...now.trainer, ...change },
                marked: change.playing || change.run ? undefined : now.marked,
              }))
            }
            finished={finished}
            training={training}
            stride={10}
            speeds={[10, 100]}
          />
        </div>
      )}
    </>
  );
}
