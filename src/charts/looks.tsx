/** Words, colours and lines that several charts draw alike. */
import type { ReactElement } from 'react';
import './marker.css';

/** The hue of a reward, by its place in the pack. */
export function rewardColour(index: number): string {
  return `var(--reward-${index})`;
}

/** Of every axis that shows how far a policy went from the base. */
export const klAxisLabel = 'KL to the base, nats an answer';

/** SVG dash pattern of a line that is compared with another. */
export const dash = '5 4';

export interface LineSampleProps {
  readonly colour: string;
  readonly dash?: string | undefined;
  /** px, default 22. */
  readonly width?: number;
  /** px, default 2. */
  readonly strokeWidth?: number;
}

/** A piece of a line, for a legend. */
export function LineSample({ colour, dash: pattern, width = 22, strokeWidth = 2 }: LineSampleProps): ReactElement {
  return (
    <svg className="line-sample" width={width} height={14} viewBox={`0 0 ${width} 14`} aria-hidden="true" focusable="false">
      <line x1={0} x2={width} y1={7} y2={7} style={{ stroke: colour, strokeWidth, strokeDasharray: pattern }} />
    </svg>
  );
}
