/** The stations side by side, each with what is done in it and what it asks for next; a list where there is no room. */
import type { ReactElement } from 'react';
import { formatRoute } from '../site/route.ts';
import type { Glance, StationId } from './station.ts';
import type { stations as all } from './stations.ts';
import './strip.css';

export interface StripProps {
  readonly stations: typeof all;
  /** One a station. */
  readonly glances: readonly Glance[];
  readonly open: StationId | undefined;
  /** The one whose turn it is. */
  readonly asking: StationId | undefined;
}

export function Strip({ stations, glances, open, asking }: StripProps): ReactElement {
  return (
    <nav aria-label="Stations" className="bench-strip">
      <ol>
        {stations.map(({ id, name, number }, i) => {
          const { line = '', done = false, next, working } = glances[i] ?? {};
          return (
            <li key={id} data-done={done || undefined} data-asking={id === asking || undefined}>
              <a href={formatRoute({ page: 'workshop', station: id })} aria-current={id === open ? 'step' : undefined}>
                <span className="strip-number" aria-hidden="true">
                  {done ? '✓' : number}
                </span>
                <span className="strip-name">
                  <span className="visually-hidden">{`Station ${number}${done ? ', done' : ''}: `}</span>
                  {name}
                </span>
                <span className="strip-line">{line}</span>
                {next && <span className="strip-next">{next}</span>}
                {working !== undefined && <progress max={1} value={working} aria-label={`${name}: work under way`} />}
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
