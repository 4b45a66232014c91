import type { ReactElement } from 'react';
import { loadPack } from '../../../packs/pack-source.ts';
import { servedFiles } from '../../../packs/served-files.ts';
import { siteUrl } from '../../../site/site-url.ts';
import { strings } from '../../../strings/strings.ts';
import { Slider } from '../../../ui/slider.tsx';
import { fill } from '../../prose/parse-prose.ts';
import { useRead } from '../../use-read.ts';
import type { FigureProps } from '../lesson.ts';
import { PairCard } from './pair-card.tsx';
import { createTasteSamples, type TasteSamples } from './samples.ts';
import { TasteScatter } from './taste-scatter.tsx';
import { addVotes, fitTaste, intervals, type TasteState } from './taste-state.ts';
import { WeightChart } from './weight-chart.tsx';
import '../../figure.css';
import './taste.css';

const words = strings.lessons.taste.figure;

/** A pair to choose from; the weights that the choices give; the measured settings scored by them. */
export function TasteFigure({ state, set, part }: FigureProps<TasteState>): ReactElement {
  const { samples, votes, precision, shows } = state;
  const failed = useRead(samples === undefined, readSamples, (read) => set({ samples: read }));
  const pair = samples?.pairs[votes.length % samples.pairs.length];
  if (!samples || !pair) {
    const message = failed === undefined ? words.loading : fill(words.failed, { message: failed });
    return <p className="taste-loading">{message}</p>;
  }
  const fit = fitTaste(state);
  return (
    <>
      <div {...part('pair')}>
        <PairCard
          pair={pair}
          index={votes.length}
          onVote={(vote, count) => set((now) => addVotes(now, vote, count))}
          onUndo={() => set((now) => ({ votes: now.votes.slice(0, -1) }))}
        />
      </div>
      {shows.weights && (
        <div {...part('weights')} className="taste-section">
          <WeightChart weights={intervals(fit)} />
          <div className="figure-controls">
            <Slider
              label={words.prior}
              value={precision}
              range={[0.1, 10, 0.1]}
              shown={precision.toFixed(1)}
              onChange={(value) => set({ precision: value })}
            />
          </div>
        </div>
      )}
      {shows.scatter && (
        <div {...part('scatter')} className="taste-section">
          <TasteScatter state={state} weights={fit.weights} onAxis={(axis) => set({ axis })} />
        </div>
      )}
    </>
  );
}

async function readSamples(signal: AbortSignal): Promise<TasteSamples> {
  const { front } = await loadPack(servedFiles(siteUrl('models/voice/')), signal);
  if (!front) throw new Error('front.json: expected a measured front, got none');
  return createTasteSamples(front);
}
