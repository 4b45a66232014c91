/** One measured point of the front chart: a button for the keyboard, named by its numbers. Pixels are given. */
import type { KeyboardEvent, ReactElement } from 'react';
import { type ChartAxis, type ChartReward, intervalInWords, weightsInWords } from '../chart-data.ts';
import { MarkerShape, methodColour } from '../marker.tsx';
import type { FrontMark } from './front-layout.ts';

interface FrontPointProps {
  readonly mark: FrontMark;
  readonly left: number;
  readonly top: number;
  readonly axes: readonly [ChartAxis, ChartAxis];
  readonly rewards: readonly ChartReward[];
  /** It is under the pointer or has the focus. */
  readonly active: boolean;
  /** Tab stops at it. */
  readonly focusable: boolean;
  readonly hold: (element: SVGGElement | null) => void;
  onFocus(): void;
  onBlur(): void;
  onKeyDown(event: KeyboardEvent<SVGGElement>): void;
}

const POINT_RADIUS = 4.5;
/** Points of a policy of their own stand among many. */
const APART_RADIUS = 6;

export function FrontPoint({ mark, left, top, axes, rewards, active, focusable, hold, ...events }: FrontPointProps): ReactElement {
  const { method, variant, apart } = mark.policy;
  const radius = apart ? APART_RADIUS : POINT_RADIUS;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a point of an SVG cannot be a <button>
    <g
      ref={hold}
      className={`front-point${mark.dominated ? ' front-point-dominated' : ''}`}
      role="button"
      tabIndex={focusable ? 0 : -1}
      aria-label={markInWords(mark, axes, rewards)}
      {...events}
    >
      {((mark.nearest && !apart) || active) && (
        <circle className="front-ring" cx={left} cy={top} r={radius + 5} stroke={methodColour(method)} />
      )}
      <MarkerShape method={method} variant={variant} cx={left} cy={top} radius={radius + (active ? 1.5 : 0)} />
    </g>
  );
}

function markInWords(mark: FrontMark, axes: readonly [ChartAxis, ChartAxis], rewards: readonly ChartReward[]): string {
  const weights = mark.point.weights.length > 0 ? `${weightsInWords(mark.point.weights, rewards)}: ` : '';
  const values = [mark.x, mark.y].map((value, i) => `${axes[i]?.label.toLowerCase()} ${intervalInWords(value, 2)}`).join(', ');
  return `${mark.policy.label}, ${weights}${values}${mark.dominated ? ', dominated' : ''}`;
}
