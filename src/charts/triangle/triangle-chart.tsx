/**
 * Three weights as a place in a triangle, linked to the sliders: dragged, clicked, moved with the arrow keys. Its cells show what was measured,
 * each the value of its own point: nothing is interpolated.
 */
import { type KeyboardEvent, type PointerEvent, type ReactElement, useId, useMemo, useState } from 'react';
import { cornerWeighting, equalWeighting, nearestWeighting } from '../../math/simplex.ts';
import { type ChartReward, decimals, weightsInWords } from '../chart-data.ts';
import { rewardColour } from '../looks.tsx';
import { type Corners, middleOf, nearestCells, type Place, placeOf, triangleCorners, weightsAt } from './geometry.ts';
import { TriangleScale } from './triangle-scale.tsx';
import { type ColourScale, colourOf, type TriangleValue } from './triangle-values.ts';
import './triangle.css';

export interface TriangleChartProps {
  /** Three, in the order of the weights: top, left, right. */
  readonly rewards: readonly ChartReward[];
  /** Where the handle is. */
  readonly weights: readonly number[];
  readonly values: readonly TriangleValue[];
  readonly scale: ColourScale;
  /** What the colours show, e.g. `cheer of CLP`. */
  readonly shows: string;
  /** Part of a gesture; may lie outside the triangle. */
  readonly onMove: (weights: readonly number[]) => void;
  /** The gesture has ended. */
  readonly onSettle: () => void;
}

/** The drawing's own units; it is as wide as its place. */
const WIDTH = 400;
const HEIGHT = 384;
const SIDE = 340;
const corners: Corners = triangleCorners([WIDTH / 2, 26], SIDE);
/** A point stands for what lies within the middle of three neighbours of the published grid, quarters of an edge apart; beyond, nothing was measured. */
const REACH = (SIDE / 4 / Math.sqrt(3)) * 1.01;
/** More cells than this have no room for numbers. */
const numberedCells = 21;

export function TriangleChart({ rewards, weights, values, scale, shows, onMove, onSettle }: TriangleChartProps): ReactElement {
  const [pointed, setPointed] = useState<readonly number[]>();
  const id = useId().replace(/\W/g, '');
  const grid = values.map((value) => value.weights);
  const key = JSON.stringify(grid);
  // Cells change with the grid alone, not with what colours them.
  const cells = useMemo(() => {
    const places = (JSON.parse(key) as number[][]).map((point) => placeOf(point, corners));
    return nearestCells(places, corners, REACH).map((cell, i) => ({ place: places[i] as Place, cell, middle: middleOf(cell) }));
  }, [key]);
  const nearest = values[nearestWeighting(weights, grid)];
  const told = values[nearestWeighting(pointed ?? weights, grid)];
  return (
    <figure className="triangle">
      <svg className="triangle-drawing" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-labelledby={`${id}-shows`}>
        <title id={`${id}-shows`}>{`Weights as a triangle, coloured by ${shows}`}</title>
        <defs>
          <pattern id={`${id}-none`} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line className="triangle-hatch" x1={0} x2={0} y1={0} y2={6} />
          </pattern>
        </defs>
        <polygon className="triangle-ground" points={outline(corners)} fill={`url(#${id}-none)`} />
        <g className={values.some(({ texts }) => texts !== undefined) ? 'triangle-swept' : undefined}>
          {cells.map(({ cell, place: [x, y], middle: [numberX, numberY] }, i) => {
            const value = values[i] as TriangleValue;
            const unshown = scale.diverging && value.low !== undefined && value.low <= 0 && (value.high ?? 0) >= 0;
            return (
              <g key={value.weights.join()}>
                <polygon className="triangle-cell" points={outline(cell)} style={{ fill: colourOf(value.mean, scale) }} />
                {(values.length > numberedCells || Math.hypot(x - numberX, y - numberY) > 10) && (
                  <circle className="triangle-point" cx={x} cy={y} r={1.5} />
                )}
                {values.length <= numberedCells && (
                  <text className={unshown ? 'triangle-number triangle-unshown' : 'triangle-number'} x={numberX} y={numberY} dy="0.35em">
                    {signed(value.mean, scale)}
                  </text>
                )}
              </g>
            );
          })}
        </g>
        <polygon className="triangle-edge" points={outline(corners)} />
        {told && <polygon className="triangle-told" points={outline(cells[values.indexOf(told)]?.cell ?? [])} />}
        {rewards.map(({ id: reward, label }, i) => (
          <text key={reward} className="triangle-corner" style={{ fill: rewardColour(i) }} {...cornerLabels[i]}>
            {label}
          </text>
        ))}
        <Handle
          weights={weights}
          valueText={`${spoken(weights, rewards)}${nearest ? `; nearest measured, ${shows}: ${signed(nearest.mean, scale)}` : ''}`}
          describedBy={`${id}-keys`}
          onMove={onMove}
          onSettle={onSettle}
          onPoint={setPointed}
        />
        <TriangleScale scale={scale} id={id} left={30} width={SIDE} y={HEIGHT - 26} {...(told ? { at: told.mean } : {})} />
      </svg>
      <figcaption className="triangle-told-line">
        {told ? (
          <>
            {`${told.texts === undefined ? 'Measured' : told.texts === 1 ? 'One text' : `${told.texts} texts`} at ${weightsInWords(told.weights, rewards)}: `}
            <strong>{signed(told.mean, scale)}</strong>
            {told.low !== undefined && ` (${signed(told.low, scale)} to ${signed(told.high ?? told.low, scale)})`}
          </>
        ) : (
          'Nothing was measured here.'
        )}
      </figcaption>
      <p id={`${id}-keys`} className="visually-hidden">
        {`Up and down: more and less ${rewards[0]?.label}. Left: to ${rewards[1]?.label}, right: to ${rewards[2]?.label}. With Shift ten times as far. 1, 2, 3: the corners, 0: the middle.`}
      </p>
    </figure>
  );
}

const cornerLabels: readonly Readonly<{ x: number; y: number; textAnchor: 'start' | 'middle' | 'end' }>[] = [
  { x: WIDTH / 2, y: 17, textAnchor: 'middle' },
  { x: corners[1][0] - 6, y: corners[1][1] + 19, textAnchor: 'start' },
  { x: corners[2][0] + 6, y: corners[2][1] + 19, textAnchor: 'end' },
];

interface HandleProps extends Pick<TriangleChartProps, 'weights' | 'onMove' | 'onSettle'> {
  readonly valueText: string;
  readonly describedBy: string;
  /** Which weighting the pointer is over, without a drag. */
  readonly onPoint: (weights: readonly number[] | undefined) => void;
}

/** The whole triangle takes the pointer, the handle the keyboard and the finger: a page must scroll where it is only passed over. */
function Handle({ weights, valueText, describedBy, onMove, onSettle, onPoint }: HandleProps): ReactElement {
  const [dragged, setDragged] = useState(false);
  const [x, y] = placeOf(weights, corners);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = keyMove(event.key, weights, event.shiftKey ? 10 : 1);
    if (!to) return;
    event.preventDefault();
    onMove(to);
  };
  const at = (event: PointerEvent<SVGElement>): readonly number[] => {
    const frame = (event.currentTarget.ownerSVGElement as SVGSVGElement).getBoundingClientRect();
    return weightsAt(
      [((event.clientX - frame.left) / frame.width) * WIDTH, ((event.clientY - frame.top) / frame.height) * HEIGHT],
      corners,
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
        points={outline(corners)}
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
        aria-valuemin={0}
        aria-valuemax={100}
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

const outline = (places: readonly Place[]) => places.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join(' ');

/** Two decimals, differences with their sign. */
export function signed(value: number, { diverging, domain: [low, high] }: ColourScale): string {
  const words = decimals(value, high - low > 10 ? 1 : 2);
  return diverging && value > 0 && Number(words) !== 0 ? `+${words}` : words;
}

/** `Brevity 40 percent, Richness 35 percent, Cheer 25 percent`. */
function spoken(weights: readonly number[], rewards: readonly ChartReward[]): string {
  return rewards.map(({ label }, i) => `${label} ${Math.round((weights[i] ?? 0) * 100)} percent`).join(', ');
}
