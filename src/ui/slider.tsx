/** A named range input with its value written beside it. */
import { type CSSProperties, type ReactElement, useId } from 'react';
import { Range } from './range.tsx';
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

export function Slider({ label, value, range, onChange, shown = value.toFixed(2), valueText = shown, hue }: SliderProps): ReactElement {
  const id = useId();
  return (
    <div className="slider" style={{ '--hue': hue ?? 'var(--accent)' } as CSSProperties}>
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>{shown}</output>
      <Range id={id} range={range} value={value} valueText={valueText} onChange={onChange} />
    </div>
  );
}
