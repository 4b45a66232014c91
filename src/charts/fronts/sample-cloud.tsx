/**
 * Several texts of one policy at one weighting, inside the front chart: dots around the large mark of the one that its pane shows, unlike any measured
 * point. One outside the axes is a ring on the frame.
 */
import type { ReactElement } from 'react';
import { decimals, type LivePoint } from '../chart-data.ts';
import { methodColour } from '../marker.tsx';
import { clampToDomain } from '../scale.ts';
import { useFrontPlace } from './front-place.ts';

const RADIUS = 3;

/** To be given to FrontChart as its overlay, or a part of it. */
export function SampleCloud({ label, points }: { readonly label: string; readonly points: readonly LivePoint[] }): ReactElement | null {
  const { axes, domains, toX, toY } = useFrontPlace();
  const valuesOf = (axis: 0 | 1) => points.flatMap(({ rewards }) => rewards[axes[axis].id] ?? []);
  const drawn = points.filter(({ rewards }) => axes.every(({ id }) => rewards[id] !== undefined));
  if (drawn.length === 0) return null;
  const spans = axes.map(({ label: name }, i) => {
    const values = valuesOf(i as 0 | 1);
    return `${name.toLowerCase()} ${decimals(Math.min(...values), 2)} to ${decimals(Math.max(...values), 2)}`;
  });
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a <g> is not interactive
    <g className="front-cloud" role="img" aria-label={`${drawn.length} samples of ${label}: ${spans.join(', ')}`}>
      {drawn.map(({ id, method, rewards }) => {
        const [x, y] = [rewards[axes[0].id] as number, rewards[axes[1].id] as number];
        const hollow = clampToDomain(x, domains[0]).outside || clampToDomain(y, domains[1]).outside;
        const colour = methodColour(method);
        return <circle key={id} cx={toX(x)} cy={toY(y)} r={RADIUS} fill={hollow ? 'var(--page)' : colour} stroke={colour} />;
      })}
    </g>
  );
}
