/** What the marks of a Plot mean: a dot, a method's marker or a line, with words. */
import type { ReactElement } from 'react';
import { dash, LineSample } from '../looks.tsx';
import { MarkerShape } from '../marker.tsx';
import './plot-legend.css';

/** A method's colour and marker, a circle of a colour, or a line. */
type LegendSign =
  | { readonly method: string; readonly variant?: number }
  | { readonly colour: string; readonly hollow?: boolean }
  | { readonly colour: string; readonly line: 'solid' | 'dashed' };

export type LegendItem = LegendSign & {
  readonly label: string;
  /** Of what can be hidden; with it, and an `onToggle`, the item is a button. */
  readonly id?: string;
  readonly hidden?: boolean;
};

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

function LegendMark(sign: LegendSign): ReactElement {
  if ('line' in sign) return <LineSample colour={sign.colour} dash={sign.line === 'dashed' ? dash : undefined} />;
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {'method' in sign ? (
        <MarkerShape method={sign.method} cx={7} cy={7} radius={4.75} variant={sign.variant ?? 0} />
      ) : (
        <circle cx="7" cy="7" r="4.25" style={{ fill: sign.hollow ? 'var(--page)' : sign.colour, stroke: sign.colour, strokeWidth: 1.5 }} />
      )}
    </svg>
  );
}
