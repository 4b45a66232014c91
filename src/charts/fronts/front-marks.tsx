/** The marks of the front chart in pixels: staircases, whiskers, points, live points. Lives inside a recharts chart and uses its scales. */
import { type KeyboardEvent, type PointerEvent, type ReactElement, useRef, useState } from 'react';
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import type { ChartAxis, ChartReward, LivePoint } from '../chart-data.ts';
import { methodColour, variantDash } from '../marker.tsx';
import { clampToDomain, type Domain } from '../scale.ts';
import type { FrontMark, FrontSeries } from './front-layout.ts';
import { FrontPoint } from './front-point.tsx';
import { LiveMark } from './live-mark.tsx';

/** A measured point or the text of a pane under the pointer or the focus, and where it is drawn. */
export type Pointed = {
  readonly left: number;
  readonly top: number;
  /** It lies in the right half of the plot. */
  readonly right: boolean;
} & ({ readonly mark: FrontMark } | { readonly live: LivePoint });

/** The measured point, where it is one. */
function markOf(pointed: Pointed | undefined): FrontMark | undefined {
  return pointed && 'mark' in pointed ? pointed.mark : undefined;
}

interface FrontMarksProps {
  readonly rewards: readonly ChartReward[];
  readonly axes: readonly [ChartAxis, ChartAxis];
  readonly domains: readonly [Domain, Domain];
  readonly series: readonly FrontSeries[];
  readonly live: readonly LivePoint[];
  readonly highlight: string | undefined;
  readonly pointed: Pointed | undefined;
  onPoint(pointed: Pointed | undefined): void;
  onPick?(mark: FrontMark): void;
}

/** A pointer this close to a mark, in px, means it. */
const REACH = 22;

export function FrontMarks(props: FrontMarksProps): ReactElement | null {
  const { rewards, axes, domains, series, live, highlight, pointed, onPoint, onPick } = props;
  const plot = usePlotArea();
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  const [current, setCurrent] = useState<string>();
  const elements = useRef(new Map<string, SVGGElement>());
  if (!plot || !xScale || !yScale) return null;

  const toX = (value: number) => Number(xScale(clampToDomain(value, domains[0]).value));
  const toY = (value: number) => Number(yScale(clampToDomain(value, domains[1]).value));
  const place = (left: number, top: number) => ({ left, top, right: left > plot.x + plot.width / 2 });
  const coordinates = (mark: FrontMark) => ({ left: toX(mark.x.mean), top: toY(mark.y.mean) });
  const at = (mark: FrontMark): Pointed => ({ mark, ...place(toX(mark.x.mean), toY(mark.y.mean)) });
  const marks = series.flatMap((one) => one.marks);
  const lives = live.map((point) => {
    const x = clampToDomain(point.rewards[axes[0].id] ?? Number.NaN, domains[0]);
    const y = clampToDomain(point.rewards[axes[1].id] ?? Number.NaN, domains[1]);
    return { live: point, ...place(toX(x.value), toY(y.value)), hollow: x.outside || y.outside };
  });
  const drawnLives = lives.filter(({ left, top }) => Number.isFinite(left) && Number.isFinite(top));

  const nearestTo = (event: PointerEvent<SVGElement>): Pointed | undefined => {
    const frame = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (!frame) return undefined;
    const distance = ({ left, top }: Pointed) => Math.hypot(left - (event.clientX - frame.left), top - (event.clientY - frame.top));
    const candidates: Pointed[] = [...marks.map(at), ...drawnLives].filter((candidate) => distance(candidate) <= REACH);
    return candidates.sort((a, b) => distance(a) - distance(b))[0];
  };

  // One tab stop for the whole chart: arrows walk along a policy's points and Page Up / Page Down change the policy.
  const focusable = marks.find((mark) => mark.key === current) ?? marks.find((mark) => mark.nearest) ?? marks[0];
  const onKeyDown = (event: KeyboardEvent<SVGGElement>, mark: FrontMark) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onPick?.(mark);
      return;
    }
    const next = neighbour(series, mark, event.key);
    if (!next) return;
    event.preventDefault();
    elements.current.get(next.key)?.focus();
  };

  return (
    <g className="front-marks">
      <FrontLines series={series} lifted={markOf(pointed)?.key} toX={toX} toY={toY} />
      {/* The pointer's surface: it finds the nearest point, which is easier than to hit one. The points are buttons for the keyboard. */}
      <rect
        className="front-surface"
        x={plot.x}
        y={plot.y}
        width={plot.width}
        height={plot.height}
        onPointerMove={(event) => onPoint(nearestTo(event))}
        onPointerLeave={() => onPoint(undefined)}
        onPointerUp={(event) => {
          const mark = markOf(nearestTo(event));
          if (mark) onPick?.(mark);
        }}
        style={{ cursor: markOf(pointed) && onPick ? 'pointer' : 'default' }}
      />
      {marks.map((mark) => (
        <FrontPoint
          key={mark.key}
          mark={mark}
          {...coordinates(mark)}
          axes={axes}
          rewards={rewards}
          active={mark.key === markOf(pointed)?.key}
          focusable={mark === focusable}
          hold={(element) => {
            if (element) elements.current.set(mark.key, element);
            else elements.current.delete(mark.key);
          }}
          onFocus={() => {
            setCurrent(mark.key);
            onPoint(at(mark));
          }}
          onBlur={() => onPoint(undefined)}
          onKeyDown={(event) => onKeyDown(event, mark)}
        />
      ))}
      {drawnLives.map(({ live: point, left, top, hollow }) => (
        <LiveMark
          key={point.id}
          point={point}
          left={left}
          top={top}
          hollow={hollow}
          dimmed={highlight !== undefined && highlight !== point.id}
          axes={axes}
        />
      ))}
    </g>
  );
}

interface FrontLinesProps {
  readonly series: readonly FrontSeries[];
  /** Key of the mark whose whiskers are drawn although it is dominated. */
  readonly lifted: string | undefined;
  readonly toX: (value: number) => number;
  readonly toY: (value: number) => number;
}

/** Staircases, and the whiskers of the points that no other dominates. */
function FrontLines({ series, lifted, toX, toY }: FrontLinesProps): ReactElement {
  return (
    <>
      {series
        .filter(({ line }) => line.length > 0)
        .map(({ policy, line }) => (
          <polyline
            key={policy.id}
            className="front-line"
            points={line.map(([x, y]) => `${toX(x)},${toY(y)}`).join(' ')}
            stroke={methodColour(policy.method)}
            strokeDasharray={variantDash(policy.variant)}
          />
        ))}
      {series
        .flatMap((one) => one.marks)
        .filter((mark) => !mark.dominated || mark.key === lifted)
        .map((mark) => (
          <g key={mark.key} className="front-whiskers" stroke={methodColour(mark.policy.method)}>
            <line x1={toX(mark.x.low)} x2={toX(mark.x.high)} y1={toY(mark.y.mean)} y2={toY(mark.y.mean)} />
            <line x1={toX(mark.x.mean)} x2={toX(mark.x.mean)} y1={toY(mark.y.low)} y2={toY(mark.y.high)} />
          </g>
        ))}
    </>
  );
}

/** The mark that a key leads to: neighbours in the order of the first axis, or the nearest weighting of the next policy. */
function neighbour(series: readonly FrontSeries[], mark: FrontMark, key: string): FrontMark | undefined {
  const row = series.findIndex((one) => one.marks.includes(mark));
  const ordered = [...(series[row]?.marks ?? [])].sort((a, b) => a.x.mean - b.x.mean || b.y.mean - a.y.mean);
  const column = ordered.indexOf(mark);
  if (key === 'ArrowRight' || key === 'ArrowDown') return ordered[column + 1];
  if (key === 'ArrowLeft' || key === 'ArrowUp') return ordered[column - 1];
  if (key === 'Home') return ordered[0];
  if (key === 'End') return ordered.at(-1);
  if (key !== 'PageDown' && key !== 'PageUp') return undefined;
  const other = series[row + (key === 'PageDown' ? 1 : -1)]?.marks ?? [];
  const distance = (one: FrontMark) => Math.hypot(one.x.mean - mark.x.mean, one.y.mean - mark.y.mean);
  return [...other].sort((a, b) => distance(a) - distance(b))[0];
}
