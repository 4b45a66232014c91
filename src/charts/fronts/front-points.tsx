/** The points of some fronts as buttons: one tab stop for all; arrows walk along a policy's points, Page Up and Page Down change the policy. */
import { type KeyboardEvent, memo, type ReactElement, use, useRef, useState } from 'react';
import type { FrontMark, FrontSeries } from './front-layout.ts';
import { markOf, PointingContext, useFrontPlace } from './front-place.ts';
import { FrontPoint, type FrontPointProps } from './front-point.tsx';

export function FrontPoints({ series }: { readonly series: readonly FrontSeries[] }): ReactElement {
  const { axes, rewards, toX, toY, at } = useFrontPlace();
  const { pointed, onPoint, onPick } = use(PointingContext);
  const [current, setCurrent] = useState<string>();
  const elements = useRef(new Map<string, SVGGElement>());
  const marks = series.flatMap((one) => one.marks);
  const focusable = marks.find((mark) => mark.key === current) ?? marks.find((mark) => mark.nearest) ?? marks[0];
  const active = markOf(pointed)?.key;

  // Points are drawn again only where they changed: what they call must find what is true by then.
  const now = useRef({ series, at, onPoint, onPick });
  now.current = { series, at, onPoint, onPick };
  const [events] = useState(() => ({
    hold: (key: string, element: SVGGElement | null) => {
      if (element) elements.current.set(key, element);
      else elements.current.delete(key);
    },
    onFocus: (mark: FrontMark) => {
      setCurrent(mark.key);
      now.current.onPoint(now.current.at(mark));
    },
    onBlur: () => now.current.onPoint(undefined),
    onKeyDown: (event: KeyboardEvent<SVGGElement>, mark: FrontMark) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        now.current.onPick?.(mark);
        return;
      }
      const next = neighbour(now.current.series, mark, event.key);
      if (!next) return;
      event.preventDefault();
      elements.current.get(next.key)?.focus();
    },
  }));

  return (
    <>
      {marks.map((mark) => (
        <MemoisedPoint
          key={mark.key}
          mark={mark}
          left={toX(mark.x.mean)}
          top={toY(mark.y.mean)}
          axes={axes}
          rewards={rewards}
          active={mark.key === active}
          focusable={mark === focusable}
          events={events}
        />
      ))}
    </>
  );
}

/** A layout makes its marks anew; what a mark shows is its point and how it stands to the others. */
const MemoisedPoint = memo(FrontPoint, ({ mark: before, ...old }: FrontPointProps, { mark, ...next }: FrontPointProps) => {
  const same = before.point === mark.point && before.policy === mark.policy && before.dominated === mark.dominated;
  if (!same || before.nearest !== mark.nearest || before.x !== mark.x || before.y !== mark.y) return false;
  return (Object.keys(next) as (keyof typeof next)[]).every((key) => old[key] === next[key]);
});

/** The mark that a key leads to: neighbours in the order of the first axis, or the nearest weighting of the next policy. */
function neighbour(series: readonly FrontSeries[], { key: own, ...mark }: FrontMark, key: string): FrontMark | undefined {
  const row = series.findIndex((one) => one.marks.some((other) => other.key === own));
  const ordered = [...(series[row]?.marks ?? [])].sort((a, b) => a.x.mean - b.x.mean || b.y.mean - a.y.mean);
  const column = ordered.findIndex((other) => other.key === own);
  if (key === 'ArrowRight' || key === 'ArrowDown') return ordered[column + 1];
  if (key === 'ArrowLeft' || key === 'ArrowUp') return ordered[column - 1];
  if (key === 'Home') return ordered[0];
  if (key === 'End') return ordered.at(-1);
  if (key !== 'PageDown' && key !== 'PageUp') return undefined;
  const other = series[row + (key === 'PageDown' ? 1 : -1)]?.marks ?? [];
  const distance = (one: FrontMark) => Math.hypot(one.x.mean - mark.x.mean, one.y.mean - mark.y.mean);
  return [...other].sort((a, b) => distance(a) - distance(b))[0];
}
