import type { ReactElement } from 'react';
import { type Start, starts } from './starts.ts';
import './starts.css';

export interface StartListProps {
  /** How long it takes here, in words; undefined where nothing was timed yet. */
  readonly timeOf: (start: Start) => string | undefined;
  readonly onChoose: (start: Start) => void;
}

/** What an empty bench offers first. */
export function StartList({ timeOf, onChoose }: StartListProps): ReactElement {
  const times = starts.map(timeOf);
  return (
    <section className="starts" aria-labelledby="starts-heading">
      <h2 id="starts-heading">Begin with one of these, or with rewards of your own below</h2>
      <ul>
        {starts.map((start, i) => (
          <li key={start.id}>
            <button type="button" onClick={() => onChoose(start)}>
              <b>{start.title}</b>
              <span>{start.shows}</span>
              {times[i] && <small>{times[i]}</small>}
            </button>
          </li>
        ))}
      </ul>
      {times.every((time) => time === undefined) && <p>How long each trains on this machine is known after the first steps of a run.</p>}
    </section>
  );
}
