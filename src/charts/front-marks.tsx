/** The marks of the front chart in pixels: staircases, whiskers, points, live points. Lives inside a recharts chart and uses its scales. */
import { type KeyboardEvent, type PointerEvent, type ReactElement, useRef, useState } from 'react';
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import { type ChartAxis, type ChartReward, decimals, intervalInWords, type LivePoint, weightsInWords } from './chart-data.ts';
import { clampToDomain, type Domain, type FrontMark, type FrontSeries } from './front-layout.ts';
import { MarkerShape, methodColour, variantDash } from './marker.tsx';

/** A mark or live point under the pointer or the focus, and where it is drawn. */
export interface Pointed {
  readonly left: number;
  readonly top: number;
  /** It lies in the right half of the plot. */
  readonly right: boolean;
  readonly mark?: FrontMark;
  readonly live?: LivePoint;
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
const POINT_RADIUS = 4.5;
/** Points of a policy of their own stand among many. */
const APART_RADIUS = 6;
const LIVE_RADIUS = 9;

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
      {marks
        .filter((mark) => !mark.dominated || mark.key === pointed?.mark?.key)
        .map((mark) => (
          <g key={mark.key} className="front-whiskers" stroke={methodColour(mark.policy.method)}>
            <line x1={toX(mark.x.low)} x2={toX(mark.x.high)} y1={toY(mark.y.mean)} y2={toY(mark.y.mean)} />
            <line x1={toX(mark.x.mean)} x2={toX(mark.x.mean)} y1={toY(mark.y.low)} y2={toY(mark.y.high)} />
          </g>
        ))}
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
          const mark = nearestTo(event)?.mark;
          if (mark) onPick?.(mark);
        }}
        style={{ cursor: pointed?.mark && onPick ? 'pointer' : 'default' }}
      />
      {marks.map((mark) => {
        const { left, top } = at(mark);
        const active = mark.key === pointed?.mark?.key;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a point of an SVG cannot be a <button>
          <g
            key={mark.key}
            ref={(element) => {
              if (element) elements.current.set(mark.key, element);
              else elements.current.delete(mark.key);
            }}
            className={`front-point${mark.dominated ? ' front-point-dominated' : ''}`}
            role="button"
            tabIndex={mark === focusable ? 0 : -1}
            aria-label={markInWords(mark, axes, rewards)}
            onFocus={() => {
              setCurrent(mark.key);
              onPoint(at(mark));
            }}
            onBlur={() => onPoint(undefined)}
            onKeyDown={(event) => onKeyDown(event, mark)}
          >
            {((mark.nearest && !mark.policy.apart) || active) && (
              <circle className="front-ring" cx={left} cy={top} r={radiusOf(mark) + 5} stroke={methodColour(mark.policy.method)} />
            )}
            <MarkerShape
              method={mark.policy.method}
              variant={mark.policy.variant}
              cx={left}
              cy={top}
              radius={radiusOf(mark) + (active ? 1.5 : 0)}
            />
          </g>
        );
      })}
      {drawnLives.map(({ live: point, left, top, hollow }) => (
        // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a <g> is not interactive
        <g
          key={point.id}
          className={`front-live${highlight && highlight !== point.id ? ' front-live-dimmed' : ''}`}
          role="img"
          aria-label={liveInWords(point, axes)}
        >
          <MarkerShape method={point.method} cx={left} cy={top} radius={LIVE_RADIUS + 3} className="front-live-halo" />
          <MarkerShape
            method={point.method}
            variant={point.variant}
            cx={left}
            cy={top}
            radius={LIVE_RADIUS}
            hollow={hollow}
            className="front-live-core"
          />
        </g>
      ))}
    </g>
  );
}

function radiusOf({ policy }: FrontMark): number {
  return policy.apart ? APART_RADIUS : POINT_RADIUS;
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

function markInWords(mark: FrontMark, axes: readonly [ChartAxis, ChartAxis], rewards: readonly ChartReward[]): string {
  const weights = mark.point.weights.length > 0 ? `${weightsInWords(mark.point.weights, rewards)}: ` : '';
  const values = [mark.x, mark.y].map((value, i) => `${axes[i]?.label.toLowerCase()} ${intervalInWords(value, 2)}`).join(', ');
  return `${mark.policy.label}, ${weights}${values}${mark.dominated ? ', dominated' : ''}`;
}

function liveInWords(point: LivePoint, axes: readonly [ChartAxis, ChartAxis]): string {
  return `${point.label}, this text: ${axes.map(({ id, label }) => `${label.toLowerCase()} ${decimals(point.rewards[id], 2)}`).join(', ')}`;
}
