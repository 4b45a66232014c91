/** A number that is typed: free text while it has the focus, committed on Enter or blur, stepped with the arrow keys. */
import { type KeyboardEvent, useState } from 'react';
import { composes } from './composing.ts';

export interface NumberFieldProps {
  readonly label: string;
  /** Hides the label from sight when the place says it already. */
  readonly labelHidden?: boolean;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Decimals shown; default 0. */
  readonly decimals?: number;
  readonly disabled?: boolean;
  readonly width?: string;
  readonly onCommit: (value: number) => void;
}

export function NumberField({ label, labelHidden, value, min, max, step, decimals = 0, disabled, width, onCommit }: NumberFieldProps) {
  const [typed, setTyped] = useState<string>();
  const commit = () => {
    if (typed === undefined) return;
    // An input method may write full-width digits.
    const number = Number(typed.normalize('NFKC').replace(',', '.'));
    setTyped(undefined);
    if (typed.trim() !== '' && Number.isFinite(number)) onCommit(Math.min(max, Math.max(min, number)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (composes(event)) return;
    if (event.key === 'Enter') return commit();
    if (event.key === 'Escape') return setTyped(undefined);
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (direction === 0) return;
    event.preventDefault();
    setTyped(undefined);
    onCommit(Math.min(max, Math.max(min, value + direction * step)));
  };
  return (
    <label className="number-field">
      <span className={labelHidden ? 'visually-hidden' : undefined}>{label}</span>
      <input
        className="field"
        type="text"
        inputMode="decimal"
        autoComplete="off"
        role="spinbutton"
        aria-valuenow={value}
        aria-valuemin={min}
        aria-valuemax={max}
        disabled={disabled}
        style={width ? { width } : undefined}
        value={typed ?? value.toFixed(decimals)}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
    </label>
  );
}
