/**
 * Draws a method's marker (`marker` of src/methods/<id>), the same in charts, legends and at the head of a pane. Shape and colour say the
 * same, so either is enough.
 */
import type { ReactElement } from 'react';
import type { Marker as MethodMarker } from '../methods/marker-shapes.ts';
import { methods } from '../methods/registry.ts';
import './marker.css';

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

const markers: ReadonlyMap<string, MethodMarker> = new Map(methods.map(({ id, marker }) => [id, marker]));

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

/** A method's marker inside an SVG. An unknown method is a circle, as the base is. */
export function MarkerShape({ method, cx, cy, radius, hollow = false, variant = 0, className }: MarkerShapeProps): ReactElement {
  const colour = methodColour(method);
  const paint = {
    className,
    fill: hollow ? 'var(--surface)' : colour,
    stroke: hollow ? colour : 'var(--surface)',
    strokeWidth: hollow ? 2 : 1,
  };
  const marker = markers.get(method) ?? 'circle';
  const shape =
    marker === 'circle' ? (
      <circle cx={cx} cy={cy} r={radius} {...paint} />
    ) : (
      <polygon
        points={marker.map(([x, y]) => `${(cx + radius * x).toFixed(2)},${(cy + radius * y).toFixed(2)}`).join(' ')}
        strokeLinejoin="round"
        {...paint}
      />
    );
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
