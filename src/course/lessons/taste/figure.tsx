import { type ReactElement, useEffect, useState } from 'react';
import { loadPack } from '../../../packs/pack-source.ts';
import { servedFiles } from '../../../packs/served-files.ts';
import { strings } from '../../../strings/strings.ts';
import { Slider } from '../../../ui/slider.tsx';
import { fill } from '../../prose/parse-prose.ts';
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
  const failed = useSamples(samples, (read) => set({ samples: read }));
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

/** Reads the measured texts once. @returns why they could not be read. */
function useSamples(samples: TasteSamples | undefined, onRead: (samples: TasteSamples) => void): string | undefined {
  const [failed, setFailed] = useState<string>();
  const missing = samples === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read when missing; the callback is new at every drawing
  useEffect(() => {
    if (!missing) return;
    const controller = new AbortController();
    loadPack(servedFiles(new URL('models/voice/', document.baseURI).href), controller.signal).then(
      ({ front }) => (front ? onRead(createTasteSamples(front)) : setFailed('front.json: expected a measured front, got none')),
      (error: unknown) => {
        if (!controller.signal.aborted) setFailed(error instanceof Error ? error.message : String(error));
      },
    );
    return () => controller.abort();
  }, [missing]);
  return failed;
}
