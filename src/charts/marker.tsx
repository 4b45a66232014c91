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
  /** 0 to 3, see `markerVariant`; 0 unless told. */
  readonly variant?: number;
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

/** A star of `points` points, scaled to the area of a circle of radius 1; `waist` is the inner radius as a share of the outer. */
function star(points: number, start: number, waist: number): [number, number][] {
  const reach = Math.sqrt(Math.PI / (points * waist * Math.sin(Math.PI / points)));
  return Array.from({ length: 2 * points }, (_, i) => {
    const angle = ((start + (180 * i) / points) * Math.PI) / 180;
    const radius = i % 2 === 0 ? reach : reach * waist;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/** A cross of five squares. */
function cross(): [number, number][] {
  const half = Math.sqrt(Math.PI / 5) / 2;
  const corner: [number, number][] = [
    [half, -3 * half],
    [half, -half],
    [3 * half, -half],
  ];
  const turned = ([x, y]: [number, number]): [number, number] => [-y, x];
  const corners: [number, number][] = [];
  for (let quarter = corner, turn = 0; turn < 4; turn += 1, quarter = quarter.map(turned)) corners.push(...quarter);
  return corners;
}

const HOURGLASS: [number, number][] = [
  [-1.25, -1.25],
  [1.25, -1.25],
  [0.35, 0],
  [1.25, 1.25],
  [-1.25, 1.25],
  [-0.35, 0],
];

const SHAPES: Readonly<Record<string, readonly [number, number][]>> = {
  single: polygon(3, -90),
  rs: polygon(4, 45),
  'rs-factor': polygon(6, 0),
  psoups: cross(),
  clp: polygon(4, 0),
  panacea: HOURGLASS,
  prompt: star(4, -90, 0.45),
  'trained-at': star(5, -90, 0.45),
  steering: polygon(3, 0),
  dera: polygon(3, 90),
  mod: polygon(5, -90),
};

/** How the policies of one method are told apart, in a hole of the surface's colour: none, a dot, a bar, a bar on end. */
const HOLES: readonly (readonly [width: number, height: number] | undefined)[] = [undefined, [0.6, 0.6], [1, 0.36], [0.36, 1]];

/** Which marker of its method's a policy has: its place among the policies of that method. */
export function markerVariant(policies: readonly { readonly id: string; readonly method: string }[], id: string): number {
  const method = policies.find((policy) => policy.id === id)?.method;
  const place = policies.filter((policy) => policy.method === method).findIndex((policy) => policy.id === id);
  return Math.max(0, place) % HOLES.length;
}

/** SVG dash pattern of each variant's lines. */
const DASHES = [undefined, '7 3', '2 3', '8 3 2 3'] as const;

export function variantDash(variant = 0): string | undefined {
  return DASHES[variant];
}

/** The colour token of a method, with the base's as the last resort. */
export function methodColour(method: string): string {
  return `var(--method-${method}, var(--method-base))`;
}

/** A method's marker inside an SVG. A method without a shape of its own (the base) is a circle. */
export function MarkerShape({ method, cx, cy, radius, hollow = false, variant = 0, className }: MarkerShapeProps): ReactElement {
  const colour = methodColour(method);
  const paint = {
    className,
    fill: hollow ? 'var(--surface)' : colour,
    stroke: hollow ? colour : 'var(--surface)',
    strokeWidth: hollow ? 2 : 1,
  };
  const corners = SHAPES[method];
  const points = corners?.map(([x, y]) => `${(cx + radius * x).toFixed(2)},${(cy + radius * y).toFixed(2)}`).join(' ');
  const shape = points ? <polygon points={points} strokeLinejoin="round" {...paint} /> : <circle cx={cx} cy={cy} r={radius} {...paint} />;
  const hole = HOLES[variant];
  if (!hole) return shape;
  const [width, height] = hole.map((share) => share * radius) as [number, number];
  return (
    <>
      {shape}
      <rect
        className={className}
        x={cx - width / 2}
        y={cy - height / 2}
        width={width}
        height={height}
        fill={hollow ? colour : 'var(--surface)'}
      />
    </>
  );
}

export interface MarkerProps {
  readonly method: string;
  /** Width and height in px, default 14. */
  readonly size?: number;
  readonly hollow?: boolean;
  readonly variant?: number;
}

/** A method's marker on its own; decoration beside the method's name. */
export function Marker({ method, size = 14, hollow = false, variant = 0 }: MarkerProps): ReactElement {
  return (
    <svg className="marker" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <MarkerShape method={method} cx={8} cy={8} radius={5} hollow={hollow} variant={variant} />
    </svg>
  );
}
