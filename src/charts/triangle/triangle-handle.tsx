/** The handle of the triangle: dragged, clicked, tapped, moved with the arrow keys. */
import { type KeyboardEvent, type PointerEvent, type ReactElement, useState } from 'react';
import { beyondRange } from '../../math/beyond-simplex.ts';
import { cornerWeighting, equalWeighting } from '../../math/simplex.ts';
import { outline, placeOf, weightsAt } from './geometry.ts';
import { beyondFrame, drawing, type TriangleFrame } from './triangle-frame.ts';

export interface TriangleHandleProps {
  readonly frame: TriangleFrame;
  readonly weights: readonly number[];
  /** Part of a gesture; may lie outside the frame's bounds. */
  readonly onMove: (weights: readonly number[]) => void;
  /** The gesture has ended. */
  readonly onSettle: () => void;
  readonly valueText: string;
  readonly describedBy: string;
  /** Which weighting the pointer is over, without a drag. */
  readonly onPoint: (weights: readonly number[] | undefined) => void;
}

/** The whole triangle takes the pointer, the handle the keyboard and the finger: a page must scroll where it is only passed over. */
export function TriangleHandle({ frame, weights, valueText, describedBy, onMove, onSettle, onPoint }: TriangleHandleProps): ReactElement {
  const [dragged, setDragged] = useState(false);
  const [x, y] = placeOf(weights, frame.corners);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = keyMove(event.key, weights, event.shiftKey ? 10 : 1);
    if (!to) return;
    event.preventDefault();
    onMove(to);
  };
  const at = (event: PointerEvent<SVGElement>): readonly number[] => {
    const box = (event.currentTarget.ownerSVGElement as SVGSVGElement).getBoundingClientRect();
    return weightsAt(
      [((event.clientX - box.left) / box.width) * drawing.width, ((event.clientY - box.top) / box.height) * drawing.height],
      frame.corners,
    );
  };
  const start = (event: PointerEvent<SVGElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDragged(true);
    onPoint(undefined);
    onMove(at(event));
  };
  const move = (event: PointerEvent<SVGElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onMove(at(event));
    else if (event.pointerType === 'mouse') onPoint(at(event));
  };
  const end = () => {
    setDragged(false);
    onSettle();
  };
  const drag = { onPointerDown: start, onPointerMove: move, onPointerUp: end, onPointerCancel: end };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the handle takes the keyboard */}
      <polygon
        className="triangle-surface"
        points={outline(frame.bounds)}
        {...drag}
        onPointerDown={(event) => (event.pointerType === 'touch' ? undefined : start(event))}
        onPointerLeave={() => onPoint(undefined)}
        onClick={(event) => {
          // A tap; a mouse has moved the handle when it was pressed.
          if ((event.nativeEvent as unknown as { pointerType?: string }).pointerType !== 'touch') return;
          onMove(at(event as unknown as PointerEvent<SVGElement>));
          onSettle();
        }}
      />
      <g
        className={dragged ? 'triangle-handle triangle-dragged' : 'triangle-handle'}
        role="slider"
        tabIndex={0}
        aria-label="Weights"
        aria-valuemin={frame === beyondFrame ? beyondRange[0] * 100 : 0}
        aria-valuemax={frame === beyondFrame ? beyondRange[1] * 100 : 100}
        aria-valuenow={Math.round((weights[0] ?? 0) * 100)}
        aria-valuetext={valueText}
        aria-describedby={describedBy}
        transform={`translate(${x.toFixed(2)},${y.toFixed(2)})`}
        onKeyDown={onKeyDown}
        onKeyUp={onSettle}
        onBlur={onSettle}
        {...drag}
      >
        <circle className="triangle-reach" r={22} />
        <circle className="triangle-halo" r={9} />
        <circle className="triangle-dot" r={6} />
      </g>
    </>
  );
}

/** Hundredths that an arrow key moves: up and down along the height, left and right along the base. */
const arrows: Readonly<Record<string, readonly [number, number, number]>> = {
  ArrowUp: [0.02, -0.01, -0.01],
  ArrowDown: [-0.02, 0.01, 0.01],
  ArrowLeft: [0, 0.01, -0.01],
  ArrowRight: [0, -0.01, 0.01],
};

/** Where a key leads, outside the triangle too; undefined for other keys. */
function keyMove(key: string, weights: readonly number[], by: number): readonly number[] | undefined {
  const corner = ['1', '2', '3'].indexOf(key);
  if (corner >= 0) return cornerWeighting(3, corner);
  if (key === '0') return equalWeighting(3);
  return arrows[key]?.map((step, i) => (weights[i] ?? 0) + step * by);
}
