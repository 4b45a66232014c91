import type { ReactElement } from 'react';
import { strings } from '../../../strings/strings.ts';
import { fill } from '../../prose/parse-prose.ts';
import type { TasteSample } from './samples.ts';
import { isHeldOut, type Vote } from './taste-state.ts';

const words = strings.lessons.taste.figure;

export interface PairCardProps {
  readonly pair: readonly [TasteSample, TasteSample];
  /** Index of the pair. */
  readonly index: number;
  readonly onVote: (vote: Vote, count?: number) => void;
  readonly onUndo: () => void;
}

/** Two texts for one prompt, and the buttons that choose. */
export function PairCard({ pair, index, onVote, onUndo }: PairCardProps): ReactElement {
  const kind = isHeldOut(index) ? words.heldOutPair : words.fittedPair;
  return (
    <div className="taste-pair">
      <p className="taste-asked">
        <strong>{fill(words.prompt, { prompt: pair[0].prompt })}</strong>
        <span aria-live="polite">{fill(words.count, { pair: index + 1, kind })}</span>
      </p>
      <div className="taste-texts">
        {pair.map(({ text }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: A and B
          <div key={i}>
            <blockquote dir="auto" data-text={i === 0 ? 'a' : 'b'}>
              {text}
            </blockquote>
            <button type="button" className="button primary" onClick={() => onVote(i === 0 ? 'a' : 'b')}>
              {i === 0 ? words.chooseA : words.chooseB}
            </button>
          </div>
        ))}
      </div>
      <div className="taste-other">
        <button type="button" className="button" disabled={index === 0} onClick={onUndo}>
          {words.undo}
        </button>
        <button type="button" className="button" title={words.autoNote} onClick={() => onVote('made-up', 6)}>
          {words.auto}
        </button>
      </div>
    </div>
  );
}
