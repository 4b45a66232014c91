/**
 * Three weights as a place in a triangle, linked to the sliders: dragged, clicked, moved with the arrow keys. Its cells show what was measured,
 * each the value of its own point: nothing is interpolated.
 */
import { type ReactElement, useId, useMemo, useState } from 'react';
import { isBeyond } from '../../math/beyond-simplex.ts';
import { nearestWeighting } from '../../math/simplex.ts';
import { type ChartReward, decimals, weightsInWords } from '../chart-data.ts';
import { rewardColour } from '../looks.tsx';
import { middleOf, nearestCells, outline, type Place, placeOf } from './geometry.ts';
import { beyondFrame, drawing, simplexFrame, type TriangleFrame } from './triangle-frame.ts';
import { TriangleHandle } from './triangle-handle.tsx';
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
  /** The handle may leave the triangle, to weights below 0 and above 1. */
  readonly beyond?: boolean;
  /** What the colours show, e.g. `cheer of CLP`. */
  readonly shows: string;
  /** Part of a gesture; may lie outside of where the handle may go. */
  readonly onMove: (weights: readonly number[]) => void;
  /** The gesture has ended. */
  readonly onSettle: () => void;
}

/** More cells than this have no room for numbers. */
const numberedCells = 21;

export function TriangleChart({
  rewards,
  weights,
  values,
  scale,
  beyond = false,
  shows,
  onMove,
  onSettle,
}: TriangleChartProps): ReactElement {
  const frame = beyond ? beyondFrame : simplexFrame;
  const { corners, bounds, reach } = frame;
  const [pointed, setPointed] = useState<readonly number[]>();
  const id = useId().replace(/\W/g, '');
  const grid = values.map((value) => value.weights);
  const key = JSON.stringify(grid);
  // Cells change with the grid alone, not with what colours them.
  const cells = useMemo(() => {
    const places = (JSON.parse(key) as number[][]).map((point) => placeOf(point, corners));
    return nearestCells(places, corners, reach).map((cell, i) => ({ place: places[i] as Place, cell, middle: middleOf(cell) }));
  }, [key, corners, reach]);
  /** What was measured near a place; nothing where it is far from all points. */
  const near = (at: readonly number[]) => {
    const index = nearestWeighting(at, grid);
    const [[x, y], [toX, toY]] = [placeOf(at, corners), cells[index]?.place ?? [Infinity, Infinity]];
    return Math.hypot(x - toX, y - toY) <= reach ? values[index] : undefined;
  };
  const nearest = near(weights);
  const told = pointed ? near(pointed) : nearest;
  return (
    <figure className="triangle">
      <svg className="triangle-drawing" viewBox={`0 0 ${drawing.width} ${drawing.height}`} aria-labelledby={`${id}-shows`}>
        <title id={`${id}-shows`}>{`Weights as a triangle, coloured by ${shows}`}</title>
        <defs>
          <pattern id={`${id}-none`} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line className="triangle-hatch" x1={0} x2={0} y1={0} y2={6} />
          </pattern>
        </defs>
        {beyond && <polygon className="triangle-beyond" points={outline(bounds)} />}
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
                {!beyond && values.length <= numberedCells && (
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
          <text key={reward} className="triangle-corner" style={{ fill: rewardColour(i) }} {...cornerLabel(i, frame)}>
            {label}
          </text>
        ))}
        <TriangleHandle
          frame={frame}
          weights={weights}
          valueText={`${spoken(weights, rewards)}${nearest ? `; nearest measured, ${shows}: ${signed(nearest.mean, scale)}` : ''}`}
          describedBy={`${id}-keys`}
          onMove={onMove}
          onSettle={onSettle}
          onPoint={setPointed}
        />
        <TriangleScale
          scale={scale}
          id={id}
          left={30}
          width={drawing.width - 60}
          y={drawing.height - 26}
          {...(told ? { at: told.mean } : {})}
        />
      </svg>
      <figcaption className="triangle-told-line">
        {told ? (
          <>
            {`${told.texts === undefined ? 'Measured' : told.texts === 1 ? 'One text' : `${told.texts} texts`} at ${weightsInWords(told.weights, rewards)}: `}
            <strong>{signed(told.mean, scale)}</strong>
            {told.low !== undefined && ` (${signed(told.low, scale)} to ${signed(told.high ?? told.low, scale)})`}
          </>
        ) : isBeyond(pointed ?? weights) ? (
          'Beyond 0 and 1: nothing was trained or measured here.'
        ) : (
          'Nothing was measured near here.'
        )}
      </figcaption>
      <p id={`${id}-keys`} className="visually-hidden">
        {`Up and down: more and less ${rewards[0]?.label}. Left: to ${rewards[1]?.label}, right: to ${rewards[2]?.label}. With Shift ten times as far. 1, 2, 3: the corners, 0: the middle.`}
      </p>
    </figure>
  );
}

/** Beside the corners, outside the triangle. */
function cornerLabel(i: number, { corners }: TriangleFrame): { x: number; y: number; textAnchor: 'start' | 'middle' | 'end' } {
  const [x, y] = corners[i] as Place;
  if (i === 0) return { x, y: y - 9, textAnchor: 'middle' };
  return i === 1 ? { x: x - 6, y: y + 19, textAnchor: 'start' } : { x: x + 6, y: y + 19, textAnchor: 'end' };
}

/** Two decimals, differences with their sign. */
export function signed(value: number, { diverging, domain: [low, high] }: ColourScale): string {
  const words = decimals(value, high - low > 10 ? 1 : 2);
  return diverging && value > 0 && Number(words) !== 0 ? `+${words}` : words;
}

/** `Brevity 40 percent, Richness 35 percent, Cheer 25 percent`. */
function spoken(weights: readonly number[], rewards: readonly ChartReward[]): string {
  return rewards.map(({ label }, i) => `${label} ${Math.round((weights[i] ?? 0) * 100)} percent`.replace('-', 'minus ')).join(', ');
}
