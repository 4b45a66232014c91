/** The colours of a triangle with their numbers, and a tick where the value is that is told. */
import type { ReactElement } from 'react';
import { decimals } from '../chart-data.ts';
import { type ColourScale, colourOf } from './triangle-values.ts';

export interface TriangleScaleProps {
  readonly scale: ColourScale;
  /** Unique in the page. */
  readonly id: string;
  readonly left: number;
  readonly width: number;
  readonly y: number;
  readonly at?: number;
}

const HEIGHT = 8;

export function TriangleScale({ scale, id, left, width, y, at }: TriangleScaleProps): ReactElement {
  const [low, high] = scale.domain;
  const along = (share: number) => low + share * (high - low);
  const digits = high - low > 10 ? 1 : 2;
  const numbers = [decimals(low, digits), `${scale.diverging ? '+' : ''}${decimals(high, digits)}`];
  const [least, most] = scale.ends ? [`${numbers[0]} ${scale.ends[0]}`, `${scale.ends[1]} ${numbers[1]}`] : numbers;
  return (
    <g className="triangle-scale">
      <defs>
        <linearGradient id={`${id}-scale`}>
          {[0, 0.25, 0.5, 0.75, 1].map((share) => (
            <stop key={share} offset={share} style={{ stopColor: colourOf(along(share), scale) }} />
          ))}
        </linearGradient>
      </defs>
      <rect x={left} y={y} width={width} height={HEIGHT} fill={`url(#${id}-scale)`} />
      {at !== undefined && (
        <line
          className="triangle-tick"
          x1={left + (width * (Math.min(high, Math.max(low, at)) - low)) / (high - low)}
          x2={left + (width * (Math.min(high, Math.max(low, at)) - low)) / (high - low)}
          y1={y - 3}
          y2={y + HEIGHT + 3}
        />
      )}
      <text x={left} y={y + HEIGHT + 14}>
        {least}
      </text>
      <text x={left + width} y={y + HEIGHT + 14} textAnchor="end">
        {most}
      </text>
    </g>
  );
}
