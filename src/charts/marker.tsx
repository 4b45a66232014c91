/** One shape a method, everywhere: in the chart, the legend and at the head of a pane. Shape and colour say the same, so either is enough. */
import type { ReactElement } from 'react';

export interface MarkerShapeProps {
  readonly method: string;
  readonly cx: number;
  readonly cy: number;
  /** Area-like size: the radius of the circle of the same weight, px. */
  readonly radius: number;
  /** Only the outline, for points that lie outside the axes. */
  readonly hollow?: boolean;
  readonly className?: string;
}

/** Corners of a regular polygon of the same area as a circle of radius 1, the first at `start` degrees (0 = right, -90 = up). */
function polygon(corners: number, start: number): [number, number][] {
  const reach = Math.sqrt(Math.PI / ((corners / 2) * Math.sin((2 * Math.PI) / corners)));
  return Array.from({ length: corners }, (_, i) => {
    const angle = ((start + (360 * i) / corners) * Math.PI) / 180;
    return [reach * Math.cos(angle), reach * Math.sin(angle)];
  });
}

const SHAPES: Readonly<Record<string, readonly [number, number][]>> = {
  single: polygon(3, -90),
  rs: polygon(4, 45),
  'rs-factor': polygon(6, 0),
  clp: polygon(4, 0),
  dera: polygon(3, 90),
  mod: polygon(5, -90),
};

/** The colour token of a method, with the base's as the last resort. */
export function methodColour(method: string): string {
  return `var(--method-${method}, var(--method-base))`;
}

/** A method's marker inside an SVG. A method without a shape of its own (the base) is a circle. */
export function MarkerShape({ method, cx, cy, radius, hollow = false, className }: MarkerShapeProps): ReactElement {
  const colour = methodColour(method);
  const paint = {
    className,
    fill: hollow ? 'var(--surface)' : colour,
    stroke: hollow ? colour : 'var(--surface)',
    strokeWidth: hollow ? 2 : 1,
  };
  const corners = SHAPES[method];
  if (!corners) return <circle cx={cx} cy={cy} r={radius} {...paint} />;
  const points = corners.map(([x, y]) => `${(cx + radius * x).toFixed(2)},${(cy + radius * y).toFixed(2)}`).join(' ');
  return <polygon points={points} strokeLinejoin="round" {...paint} />;
}

export interface MarkerProps {
  readonly method: string;
  /** Width and height in px, default 14. */
  readonly size?: number;
  readonly hollow?: boolean;
}

/** A method's marker on its own; decoration beside the method's name. */
export function Marker({ method, size = 14, hollow = false }: MarkerProps): ReactElement {
  return (
    <svg className="marker" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <MarkerShape method={method} cx={8} cy={8} radius={5} hollow={hollow} />
    </svg>
  );
}
