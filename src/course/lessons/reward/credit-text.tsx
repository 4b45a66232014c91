import type { CSSProperties, ReactElement } from 'react';
import { strings } from '../../../strings/strings.ts';
import { fill } from '../../prose/parse-prose.ts';

const words = strings.lessons.reward.figure;

/** Credits below this are not written; they would round to nothing. */
const visible = 0.005;
/** The strongest colour behind a word, in percent; text stays legible on it. */
const strongest = 38;

export interface CreditTextProps {
  readonly label: string;
  readonly pieces: readonly string[];
  /** One for each piece. */
  readonly credits: readonly number[];
  readonly hue: string;
}

/** The answer's words, each on the colour of its credit with the number under it. */
export function CreditText({ label, pieces, credits, hue }: CreditTextProps): ReactElement {
  const largest = Math.max(visible, ...credits.map(Math.abs));
  const caption = fill(words.credit, { reward: label.toLowerCase() });
  return (
    <section aria-label={caption} className="credit">
      <p className="credit-caption" aria-hidden="true">
        {caption}
      </p>
      {pieces.length === 0 ? (
        <p>{words.nothing}</p>
      ) : (
        <p className="credit-words">
          {pieces.map((piece, i) => {
            const credit = credits[i] ?? 0;
            const shown = Math.abs(credit) >= visible;
            const style = {
              '--hue': credit < 0 ? 'var(--danger)' : hue,
              '--strength': shown ? `${Math.round((strongest * Math.abs(credit)) / largest)}%` : '0%',
            } as CSSProperties;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a word is its place in the text
              <span key={i} style={style}>
                {piece.trim()}
                <small>{shown ? signed(credit) : ''}</small>
              </span>
            );
          })}
        </p>
      )}
    </section>
  );
}

const signed = (credit: number) => `${credit < 0 ? '−' : '+'}${Math.abs(credit).toFixed(2)}`;
