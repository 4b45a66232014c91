/** The text of a pane in the front chart: a large marker, hollow on the frame where the text lies outside it. */
import type { ReactElement } from 'react';
import { type ChartAxis, decimals, type LivePoint } from '../chart-data.ts';
import { MarkerShape } from '../marker.tsx';

interface LiveMarkProps {
  readonly point: LivePoint;
  readonly left: number;
  readonly top: number;
  readonly hollow: boolean;
  readonly dimmed: boolean;
  readonly axes: readonly [ChartAxis, ChartAxis];
}

const RADIUS = 9;

export function LiveMark({ point, left, top, hollow, dimmed, axes }: LiveMarkProps): ReactElement {
  const { method, variant } = point;
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a <g> is not interactive
    <g className={`front-live${dimmed ? ' front-live-dimmed' : ''}`} role="img" aria-label={liveInWords(point, axes)}>
      {point.beyond && <circle className="front-live-beyond" cx={left} cy={top} r={RADIUS + 8} />}
      <MarkerShape method={method} cx={left} cy={top} radius={RADIUS + 3} className="front-live-halo" />
      <MarkerShape method={method} variant={variant} cx={left} cy={top} radius={RADIUS} hollow={hollow} className="front-live-core" />
    </g>
  );
}

function liveInWords(point: LivePoint, axes: readonly [ChartAxis, ChartAxis]): string {
  return `${point.label}, this text${point.beyond ? ', beyond what was trained' : ''}: ${axes.map(({ id, label }) => `${label.toLowerCase()} ${decimals(point.rewards[id], 2)}`).join(', ')}`;
}
