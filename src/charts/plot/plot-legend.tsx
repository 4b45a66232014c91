/** What the marks of a Plot mean: a dot, a method's marker or a line, with words. */
import type { ReactElement } from 'react';
import { dash, LineSample } from '../looks.tsx';
import { MarkerShape } from '../marker.tsx';
import './plot-legend.css';

export interface LegendItem {
  readonly label: string;
  /** A method's colour and marker. */
  readonly method?: string;
  readonly variant?: number;
  /** Instead of a method: a circle, or a line alone. */
  readonly colour?: string;
  readonly hollow?: boolean;
  /** A line of this kind; default: a mark. */
  readonly line?: 'solid' | 'dashed';
  /** Of what can be hidden; with it, and an `onToggle`, the item is a button. */
  readonly id?: string;
  readonly hidden?: boolean;
}

export interface PlotLegendProps {
  readonly items: readonly LegendItem[];
  readonly onToggle?: (id: string) => void;
}

export function PlotLegend({ items, onToggle }: PlotLegendProps): ReactElement {
  return (
    <ul className="plot-legend">
      {items.map((item) => (
        <li key={item.label}>
          {item.id !== undefined && onToggle ? (
            <button type="button" aria-pressed={!item.hidden} onClick={() => onToggle(item.id as string)}>
              <LegendMark {...item} />
              {item.label}
            </button>
          ) : (
            <>
              <LegendMark {...item} />
              {item.label}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function LegendMark({ method, variant = 0, colour = 'var(--ink)', hollow = false, line }: LegendItem): ReactElement {
  if (line) return <LineSample colour={colour} dash={line === 'dashed' ? dash : undefined} />;
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {method === undefined ? (
        <circle cx="7" cy="7" r="4.25" style={{ fill: hollow ? 'var(--page)' : colour, stroke: colour, strokeWidth: 1.5 }} />
      ) : (
        <MarkerShape method={method} cx={7} cy={7} radius={4.75} hollow={hollow} variant={variant} />
      )}
    </svg>
  );
}
