/** The range input of every slider; its colour is the `--hue` of what it stands in. */
import type { CSSProperties, ReactElement } from 'react';
import './range.css';

export interface RangeProps {
  readonly id: string;
  /** Lowest, highest and the distance between two values. */
  readonly range: readonly [min: number, max: number, step: number];
  readonly value: number;
  /** What a screen reader says of the value. */
  readonly valueText: string;
  readonly onChange: (value: number) => void;
  /** The gesture, of pointer or keys, has ended. */
  readonly onSettle?: () => void;
  readonly disabled?: boolean;
}

export function Range({ id, range: [min, max, step], value, valueText, onChange, onSettle, disabled }: RangeProps): ReactElement {
  return (
    <input
      id={id}
      className="range"
      type="range"
      min={min}
      max={max}
      step={step}
      value={value}
      disabled={disabled}
      aria-valuetext={valueText}
      style={{ '--fill': `${(100 * (value - min)) / (max - min)}%` } as CSSProperties}
      onChange={(event) => onChange(event.target.valueAsNumber)}
      onPointerUp={onSettle}
      onKeyUp={onSettle}
      onBlur={onSettle}
    />
  );
}
