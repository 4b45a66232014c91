/** Two answers to one prompt, to choose between: by a click, or by the arrow keys left and right. */
import { type KeyboardEvent, type ReactElement, useId } from 'react';
import type { AnswerPair } from '../../../rewards/own/next-pair.ts';
import './learned.css';

export interface PairChooserProps {
  /** What the choice is about, e.g. `Which answer do you like better?` */
  readonly question: string;
  /** Undefined where there is none. */
  readonly pair: AnswerPair | undefined;
  /** Choices so far. */
  readonly count: number;
  /** e.g. `12 choices; 20 to 60 are a good number.` */
  readonly progress: string;
  readonly onChoose: (chosen: 0 | 1) => void;
  readonly onSkip: () => void;
  readonly onUndo: () => void;
}

const sides = [
  { side: 0, name: 'A', key: 'ArrowLeft', arrow: '←' },
  { side: 1, name: 'B', key: 'ArrowRight', arrow: '→' },
] as const;

export function PairChooser({ question, pair, count, progress, onChoose, onSkip, onUndo }: PairChooserProps): ReactElement {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    const side = sides.find(({ key }) => key === event.key)?.side;
    if (side === undefined || !pair || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onChoose(side);
  };
  return (
    <fieldset className="pair-chooser" aria-describedby={`${id}-prompt`} onKeyDown={onKeyDown}>
      <legend>{question}</legend>
      <p id={`${id}-prompt`} className="pair-prompt" aria-live="polite">
        {pair ? `“${pair.prompt}”` : 'There is no pair that you have not seen.'}
      </p>
      {pair && (
        <div className="pair-texts">
          {sides.map(({ side, name, arrow }) => (
            <button key={name} type="button" className="pair-text" onClick={() => onChoose(side)}>
              <span className="pair-name">
                {name} <kbd>{arrow}</kbd>
              </span>
              <span dir="auto">{pair.texts[side]}</span>
            </button>
          ))}
        </div>
      )}
      <div className="pair-foot">
        <span role="status">{progress}</span>
        <button type="button" className="button plain" disabled={!pair} onClick={onSkip}>
          Neither
        </button>
        <button type="button" className="button plain" disabled={count === 0} onClick={onUndo}>
          Undo
        </button>
      </div>
    </fieldset>
  );
}
