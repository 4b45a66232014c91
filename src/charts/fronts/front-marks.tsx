/** The marks of the front chart in pixels: lines, whiskers, points, live points. Lives inside a recharts chart and uses its scales. */
import { type PointerEvent, type ReactElement, type ReactNode, use, useMemo, useRef } from 'react';
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import type { ChartAxis, ChartReward, LivePoint } from '../chart-data.ts';
import { clampToDomain, type Domain } from '../scale.ts';
import type { FrontMark, FrontSeries } from './front-layout.ts';
import { FrontLines } from './front-lines.tsx';
import { type FrontPlace, FrontPlaceContext, markOf, type Pointed, PointingContext } from './front-place.ts';
import { FrontPoints } from './front-points.tsx';
import { LiveMark } from './live-mark.tsx';

interface FrontMarksProps {
  readonly rewards: readonly ChartReward[];
  readonly axes: readonly [ChartAxis, ChartAxis];
  readonly domains: readonly [Domain, Domain];
  readonly series: readonly FrontSeries[];
  readonly live: readonly LivePoint[];
  readonly highlight: string | undefined;
  /** Drawn over the measured points and under the large marks; it finds its place by useFrontPlace. */
  readonly overlay: ReactNode;
}

/** A pointer this close to a mark, in px, means it. */
const REACH = 22;

export function FrontMarks({ rewards, axes, domains, series, live, highlight, overlay }: FrontMarksProps): ReactElement | null {
  const { pointed, onPoint, onPick } = use(PointingContext);
  const plot = usePlotArea();
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  const offered = useRef<readonly FrontMark[]>([]);
  const place = useMemo((): FrontPlace | undefined => {
    if (!plot || !xScale || !yScale) return undefined;
    const toX = (value: number) => Number(xScale(clampToDomain(value, domains[0]).value));
    const toY = (value: number) => Number(yScale(clampToDomain(value, domains[1]).value));
    const at = (mark: FrontMark) => {
      const left = toX(mark.x.mean);
      return { mark, left, top: toY(mark.y.mean), right: left > plot.x + plot.width / 2 };
    };
    return { rewards, axes, domains, toX, toY, at, offered };
  }, [plot, xScale, yScale, rewards, axes, domains]);
  if (!plot || !place) return null;

  const { toX, toY, at } = place;
  const lives = live.flatMap((point) => {
    const x = clampToDomain(point.rewards[axes[0].id] ?? Number.NaN, domains[0]);
    const y = clampToDomain(point.rewards[axes[1].id] ?? Number.NaN, domains[1]);
    const [left, top] = [toX(x.value), toY(y.value)];
    if (!Number.isFinite(left) || !Number.isFinite(top)) return [];
    return { live: point, left, top, right: left > plot.x + plot.width / 2, hollow: x.outside || y.outside };
  });

  const nearestTo = (event: PointerEvent<SVGElement>): Pointed | undefined => {
    const frame = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (!frame) return undefined;
    const distance = ({ left, top }: Pointed) => Math.hypot(left - (event.clientX - frame.left), top - (event.clientY - frame.top));
    const marks = [...series.flatMap((one) => one.marks), ...offered.current];
    const candidates: Pointed[] = [...marks.map(at), ...lives].filter((candidate) => distance(candidate) <= REACH);
    return candidates.sort((a, b) => distance(a) - distance(b))[0];
  };

  return (
    <FrontPlaceContext value={place}>
      <g className="front-marks">
        <FrontLines series={series} />
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
        <FrontPoints series={series} />
        {overlay}
        {lives.map(({ live: point, left, top, hollow }) => (
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
    </FrontPlaceContext>
  );
}
