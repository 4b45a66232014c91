/** Marks of a Plot, in data coordinates. Colours are tokens, e.g. `var(--reward-0)`. */
import type { ReactElement, ReactNode } from 'react';
import { dash } from '../looks.tsx';
import { MarkerShape } from '../marker.tsx';
import { usePlot } from './plot.tsx';

export type Point = readonly [x: number, y: number];

function useCoordinates(points: readonly Point[]): string {
  const { x, y } = usePlot();
  return points.map(([px, py]) => `${x(px).toFixed(2)},${y(py).toFixed(2)}`).join(' ');
}

export interface PlotLineProps {
  readonly points: readonly Point[];
  readonly colour?: string;
  /** In px; default 2. */
  readonly width?: number;
  readonly dashed?: boolean;
}

/** A line through the points, cut at the axes. */
export function PlotLine({ points, colour = 'var(--ink)', width = 2, dashed = false }: PlotLineProps): ReactElement {
  const { clip } = usePlot();
  return (
    <polyline
      className="plot-line"
      points={useCoordinates(points)}
      clipPath={`url(#${clip})`}
      style={{ stroke: colour, strokeWidth: width, strokeDasharray: dashed ? dash : undefined }}
    />
  );
}

export interface PlotAreaProps {
  /** Corners of the polygon, in order. */
  readonly points: readonly Point[];
  readonly colour?: string;
  /** Default 0.14. */
  readonly opacity?: number;
}

export function PlotArea({ points, colour = 'var(--ink)', opacity = 0.14 }: PlotAreaProps): ReactElement {
  const { clip } = usePlot();
  return <polygon points={useCoordinates(points)} clipPath={`url(#${clip})`} style={{ fill: colour, opacity }} />;
}

/** A band between two curves over the same x, e.g. an interval over 5 seeds. */
export function PlotBand({
  low,
  high,
  ...paint
}: { readonly low: readonly Point[]; readonly high: readonly Point[] } & Omit<PlotAreaProps, 'points'>): ReactElement {
  return <PlotArea points={[...low, ...[...high].reverse()]} {...paint} />;
}

export interface PlotDotProps {
  readonly at: Point;
  readonly colour?: string;
  /** In px; default 5. */
  readonly radius?: number;
  readonly hollow?: boolean;
  /** A method's marker shape and colour instead of a circle. */
  readonly method?: string;
  /** Of the method's marker, see `markerVariant`. */
  readonly variant?: number;
  /** Shown by the browser when the pointer rests on it. */
  readonly title?: string;
}

export function PlotDot({ at, colour = 'var(--ink)', radius = 5, hollow = false, method, variant, title }: PlotDotProps): ReactElement {
  const { x, y } = usePlot();
  const [cx, cy] = [x(at[0]), y(at[1])];
  const paint = hollow
    ? { fill: 'var(--page)', stroke: colour, strokeWidth: 1.5 }
    : { fill: colour, stroke: 'var(--page)', strokeWidth: 1 };
  return (
    <g className="plot-dot">
      {title !== undefined && <title>{title}</title>}
      {method === undefined ? (
        <circle cx={cx} cy={cy} r={radius} style={paint} />
      ) : (
        <MarkerShape method={method} variant={variant} cx={cx} cy={cy} radius={radius} hollow={hollow} />
      )}
    </g>
  );
}

export interface PlotTextProps {
  readonly at: Point;
  /** Offset in px. */
  readonly dx?: number;
  readonly dy?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: string;
  readonly children: ReactNode;
}

/** A short label beside a mark, with a halo in the page's colour. */
export function PlotText({ at, dx = 0, dy = 0, anchor = 'start', colour = 'var(--ink-2)', children }: PlotTextProps): ReactElement {
  const { x, y } = usePlot();
  return (
    <text className="plot-text" x={x(at[0]) + dx} y={y(at[1]) + dy} textAnchor={anchor} style={{ fill: colour }}>
      {children}
    </text>
  );
}

/** A line across the plot at one value, e.g. a limit. */
export function PlotRule({
  axis,
  value,
  colour = 'var(--ink-3)',
  label,
}: {
  readonly axis: 'x' | 'y';
  readonly value: number;
  readonly colour?: string;
  readonly label?: string;
}): ReactElement {
  const { x, y, box } = usePlot();
  const at =
    axis === 'x'
      ? { x1: x(value), x2: x(value), y1: box.top, y2: box.bottom }
      : { x1: box.left, x2: box.right, y1: y(value), y2: y(value) };
  const place =
    axis === 'x'
      ? { x: x(value) + 4, y: box.top + 10, textAnchor: 'start' as const }
      : { x: box.right - 4, y: y(value) - 4, textAnchor: 'end' as const };
  return (
    <g>
      <line {...at} style={{ stroke: colour, strokeDasharray: '3 3' }} />
      {label !== undefined && (
        <text className="plot-text" {...place} style={{ fill: colour }}>
          {label}
        </text>
      )}
    </g>
  );
}
