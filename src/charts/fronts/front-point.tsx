/** One point of the front chart: a button for the keyboard, named by its numbers. Pixels are given. */
import type { KeyboardEvent, ReactElement } from 'react';
import { type ChartAxis, type ChartReward, intervalInWords, textsInWords, weightsInWords } from '../chart-data.ts';
import { MarkerShape, methodColour } from '../marker.tsx';
import type { FrontMark } from './front-layout.ts';

export interface FrontPointProps {
  readonly mark: FrontMark;
  readonly left: number;
  readonly top: number;
  readonly axes: readonly [ChartAxis, ChartAxis];
  readonly rewards: readonly ChartReward[];
  /** It is under the pointer or has the focus. */
  readonly active: boolean;
  /** Tab stops at it. */
  readonly focusable: boolean;
  /** The same for all points, and for as long as they are drawn. */
  readonly events: {
    hold(key: string, element: SVGGElement | null): void;
    onFocus(mark: FrontMark): void;
    onBlur(): void;
    onKeyDown(event: KeyboardEvent<SVGGElement>, mark: FrontMark): void;
  };
}

const POINT_RADIUS = 4.5;
/** Points of a policy of their own stand among many. */
const APART_RADIUS = 6;

export function FrontPoint({ mark, left, top, axes, rewards, active, focusable, events }: FrontPointProps): ReactElement {
  const { method, variant, apart, swept } = mark.policy;
  const radius = apart ? APART_RADIUS : POINT_RADIUS;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a point of an SVG cannot be a <button>
    <g
      ref={(element) => events.hold(mark.key, element)}
      className={classesOf(mark)}
      // A point of a sweep glides to where its growing text puts it (fronts.css); a measured one stands still.
      transform={`translate(${left.toFixed(2)} ${top.toFixed(2)})`}
      role="button"
      tabIndex={focusable ? 0 : -1}
      aria-label={markInWords(mark, axes, rewards)}
      onFocus={() => events.onFocus(mark)}
      onBlur={events.onBlur}
      onKeyDown={(event) => events.onKeyDown(event, mark)}
    >
      {((mark.nearest && !apart && !swept) || active) && (
        <circle className="front-ring" cx={0} cy={0} r={radius + 5} stroke={methodColour(method)} />
      )}
      <MarkerShape method={method} variant={variant} cx={0} cy={0} radius={radius + (active ? 1.5 : 0)} hollow={swept ?? false} />
    </g>
  );
}

function classesOf({ policy, point, dominated }: FrontMark): string {
  const kind = policy.swept ? 'swept-point' : 'front-point';
  return [kind, dominated ? 'front-point-dominated' : '', point.growing ? 'swept-point-growing' : ''].filter(Boolean).join(' ');
}

function markInWords({ policy, point, x, y, dominated }: FrontMark, axes: readonly ChartAxis[], rewards: readonly ChartReward[]): string {
  const origin = policy.swept ? ', this sweep' : '';
  const weights = point.weights.length > 0 ? `${weightsInWords(point.weights, rewards)}: ` : '';
  const values = [x, y].map((value, i) => `${axes[i]?.label.toLowerCase()} ${intervalInWords(value, 2)}`).join(', ');
  const texts = !policy.swept ? '' : point.growing ? ', still being written' : `, ${textsInWords(point.texts ?? 1)}`;
  return `${policy.label}${origin}, ${weights}${values}${texts}${dominated ? ', dominated' : ''}`;
}
