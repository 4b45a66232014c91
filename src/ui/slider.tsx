/** A named range input with its value written beside it. */
import { type CSSProperties, type ReactElement, useId } from 'react';
import './slider.css';

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  /** Lowest, highest and the distance between two values. */
  readonly range: readonly [min: number, max: number, step: number];
  readonly onChange: (value: number) => void;
  /** The value as it is shown, e.g. `0.40` or `e^-2`; default two decimals. */
  readonly shown?: string;
  /** What a screen reader says of the value; default as shown. */
  readonly valueText?: string;
  /** Colour of the filled part; default the accent. */
  readonly hue?: string;
}

export function Slider({
  label,
  value,
  range: [min, max, step],
  onChange,
  shown = value.toFixed(2),
  valueText = shown,
  hue,
}: SliderProps): ReactElement {
  const id = useId();
  const style = { '--hue': hue ?? 'var(--accent)', '--fill': `${(100 * (value - min)) / (max - min)}%` } as CSSProperties;
  return (
    <div className="slider" style={style}>
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>{shown}</output>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={valueText}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </div>
  );
}
