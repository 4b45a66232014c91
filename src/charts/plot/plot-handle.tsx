/** A point of a Plot that is dragged, or moved with the arrow keys (Shift: ten times as far; Home and End: to the ends of x). */
import type { KeyboardEvent, PointerEvent, ReactElement } from 'react';
import { clampToDomain, type Domain } from '../scale.ts';
import { usePlot } from './plot.tsx';
import type { Point } from './plot-marks.tsx';

export interface PlotHandleProps {
  readonly at: Point;
  /** Gets a point inside the axes. */
  readonly onMove: (to: Point) => void;
  /** Accessible name. */
  readonly label: string;
  /** What a screen reader says of the place, e.g. `brevity 0.40, cheer 0.70`. */
  readonly valueText: string;
  /** Along one axis only; default both. */
  readonly along?: 'x' | 'y' | 'both';
  /** Data units of an arrow key; default a hundredth of the domain. */
  readonly step?: readonly [number, number];
  readonly colour?: string;
}

export function PlotHandle({ at, onMove, label, valueText, along = 'both', step, colour = 'var(--ink)' }: PlotHandleProps): ReactElement {
  const { x, y } = usePlot();
  const span = (domain: Domain) => domain[1] - domain[0];
  const [stepX, stepY] = step ?? [span(x.domain) / 100, span(y.domain) / 100];
  const move = (toX: number, toY: number) =>
    onMove([along === 'y' ? at[0] : clampToDomain(toX, x.domain).value, along === 'x' ? at[1] : clampToDomain(toY, y.domain).value]);

  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.shiftKey ? 10 : 1;
    const direction = directions[event.key];
    if (direction) move(at[0] + direction[0] * stepX * by, at[1] + direction[1] * stepY * by);
    else if (event.key === 'Home') move(x.domain[0], at[1]);
    else if (event.key === 'End') move(x.domain[1], at[1]);
    else return;
    event.preventDefault();
  };
  const onPointer = (event: PointerEvent<SVGGElement>) => {
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    else if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const frame = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (frame) move(x.invert(event.clientX - frame.left), y.invert(event.clientY - frame.top));
  };
  const main = along === 'y' ? 'y' : 'x';
  const { domain } = main === 'x' ? x : y;
  return (
    <g
      className="plot-handle"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={domain[0]}
      aria-valuemax={domain[1]}
      aria-valuenow={main === 'x' ? at[0] : at[1]}
      aria-valuetext={valueText}
      aria-orientation={main === 'x' ? 'horizontal' : 'vertical'}
      transform={`translate(${x(at[0])},${y(at[1])})`}
      onKeyDown={onKeyDown}
      onPointerDown={onPointer}
      onPointerMove={onPointer}
    >
      <circle className="plot-handle-reach" r={18} />
      <path d="M0-8 8 0 0 8-8 0Z" style={{ fill: colour }} />
    </g>
  );
}

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
