import type { ReactElement } from 'react';
import { methodColour } from '../../../charts/marker.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { strings } from '../../../strings/strings.ts';
import { Choice } from '../../../ui/choice.tsx';
import { Slider } from '../../../ui/slider.tsx';
import { fill } from '../../prose/parse-prose.ts';
import { restedWhen } from '../../training/settings.ts';
import { TrainerControls } from '../../training/trainer-controls.tsx';
import { useTrainer } from '../../training/use-trainer.ts';
import type { FigureProps } from '../lesson.ts';
import { AnswerPanel } from './answer-panel.tsx';
import { SoupPlot } from './soup-plot.tsx';
import { beta, numbers, renew, retrain, type SoupsState, serve } from './soups-state.ts';
import '../../figure.css';

const words = strings.lessons.soups.figure;

/** Experts and soups in the plane of both rewards, trained in the page or exact; the answers of the exact ones as bars. */
export function SoupsFigure({ state, set, part }: FigureProps<SoupsState>): ReactElement {
  const { shows, world, sharedStart, trainer, finished, weight, served } = state;
  const exact = shows === 'tables' || shows === 'guess';
  const training = useTrainer('soup', {
    config: { world, beta, sharedStart },
    ...trainer,
    onProgress: ({ steps, snapshot, finished: ended }) =>
      set((now) => ({
        steps,
        points: snapshot.points,
        finished: ended,
        trained: now.trained || ended,
        trainer: restedWhen(ended, now.trainer),
      })),
  });
  return (
    <>
      <div className={exact ? 'figure-panels' : undefined}>
        <div {...part('plot')}>
          <SoupPlot state={state} onGuess={(guess) => set(served ? {} : { guess })} />
        </div>
        {exact && (
          <div {...part('answers')}>
            <AnswerPanel state={state} onPrompt={(prompt) => set({ prompt })} />
          </div>
        )}
      </div>
      <Legend shows={shows} served={served} />
      {(shows === 'soups' || shows === 'tables' || shows === 'starts') && (
        <div className="figure-controls" {...part('weight')}>
          <Slider
            label={words.weight}
            value={weight}
            range={[0, 1, 0.05]}
            hue={methodColour('rs')}
            onChange={(value) => set({ weight: value })}
          />
          {shows === 'starts' && (
            <Choice
              label={words.start}
              value={sharedStart ? 'shared' : 'own'}
              options={[
                { id: 'shared', label: words.shared },
                { id: 'own', label: words.own },
              ]}
              onChange={(id) => set((now) => retrain(now, id === 'shared'))}
            />
          )}
        </div>
      )}
      {!exact && (
        <div className="figure-controls" {...part('training')}>
          <TrainerControls
            settings={trainer}
            onChange={(change) => set((now) => ({ trainer: { ...now.trainer, ...change } }))}
            finished={finished}
            training={training}
            stride={10}
            speeds={[10, 50, 200]}
          />
        </div>
      )}
      {shows === 'guess' && (
        <div className="figure-controls" {...part('serve')}>
          <button type="button" className="button primary" onClick={() => set(served ? renew : serve)}>
            {served ? words.again : words.serve}
          </button>
          <p role="status">{served && fill(words.served, numbers(state))}</p>
        </div>
      )}
    </>
  );
}

function Legend({ shows, served }: Pick<SoupsState, 'shows' | 'served'>): ReactElement {
  const exact = shows === 'tables' || shows === 'guess';
  const best = shows === 'starts' || shows === 'tables' || served;
  return (
    <PlotLegend
      items={[
        { label: words.expert, method: 'single' },
        { label: words.chord, line: 'dashed', colour: 'var(--ink-3)' },
        ...(shows === 'nets' || (shows === 'guess' && !served)
          ? []
          : [{ label: shows === 'tables' ? words.table : words.soup, method: 'rs' }]),
        ...(best ? [{ label: words.best, line: 'solid' as const, colour: 'var(--line-strong)' }] : []),
        ...(shows === 'guess' ? [{ label: words.guess, colour: 'var(--ink)' }] : []),
        ...(exact
          ? [
              { label: words.first, colour: 'var(--reward-0)' },
              { label: words.second, colour: 'var(--reward-1)' },
            ]
          : []),
      ]}
    />
  );
}
