/** Probabilities of a few answers under one or more policies, as bars with their numbers; one group an answer. */
import type { CSSProperties, ReactElement, ReactNode } from 'react';
import './probability-bars.css';

export interface BarSeries {
  readonly label: string;
  readonly colour: string;
  /** One value an answer, in [0, 1]. */
  readonly values: readonly number[];
  /** Only the outline, for what is compared with. */
  readonly hollow?: boolean;
}

export interface ProbabilityBarsProps {
  /** Accessible name. */
  readonly label: string;
  readonly answers: readonly { readonly text: string; readonly note?: ReactNode }[];
  readonly series: readonly BarSeries[];
}

export function ProbabilityBars({ label, answers, series }: ProbabilityBarsProps): ReactElement {
  return (
    <ul className="probability-bars" aria-label={label}>
      {answers.map(({ text, note }, i) => (
        <li key={text}>
          <p className="probability-answer">
            <span>{text}</span> {note !== undefined && <small>{note}</small>}
          </p>
          {series.map(({ label: name, colour, values, hollow = false }) => {
            const value = values[i] ?? 0;
            return (
              <p key={name} className="probability-bar" style={{ '--hue': colour, '--share': value } as CSSProperties}>
                <span className="visually-hidden">{name}</span>
                <span className="probability-track" aria-hidden="true">
                  <span className="probability-fill" data-hollow={hollow || undefined} />
                </span>
                <span className="probability-value">{value.toFixed(2)}</span>
              </p>
            );
          })}
        </li>
      ))}
    </ul>
  );
}
