/** The control of a method that has one: DeRa's lambda, MOD's divergence, the scale of steering vectors. */
import { type CSSProperties, useId } from 'react';
import { useStore } from 'zustand';
import { type ChoiceOption, type NumberOption, readChoice, readNumber } from '../../methods/options.ts';
import { findMethod } from '../../methods/registry.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { Range } from '../../ui/range.tsx';
import type { Pane } from '../state/panes-store.ts';
import { useTiller } from '../state/tiller-context.ts';
import './pane-option.css';

export function PaneOption({ pane, place }: { readonly pane: Pane; readonly place: number }) {
  const { panes, policyOf } = useTiller();
  const { setOptions } = useStore(panes);
  const policy = policyOf(pane);
  const { option } = findMethod(policy.method);
  if (option === undefined) return <div className="pane-option" />;
  const own = policy.options?.[option.name] ?? option.usual;
  const options = { ...policy.options, ...pane.options };
  // The policy's own value is no change: what was measured with it still answers.
  const set = (value: number | string, drag?: boolean) => setOptions(pane.id, value === own ? {} : { [option.name]: value }, drag);
  return (
    <div className="pane-option">
      {option.kind === 'choice' ? (
        <ChoicePicker place={place} option={option} value={readChoice(option, options)} onChoose={set} />
      ) : (
        <NumberSlider place={place} option={option} value={readNumber(option, options)} onSet={set} />
      )}
    </div>
  );
}

interface NumberSliderProps {
  /** From 1. */
  readonly place: number;
  readonly option: NumberOption;
  readonly value: number;
  /** @param drag More moves of the same gesture follow. */
  readonly onSet: (value: number, drag?: boolean) => void;
}

function NumberSlider({ place, option, value, onSet }: NumberSliderProps) {
  const { panes } = useTiller();
  const { settle } = useStore(panes);
  const id = useId();
  const { min, max, step, symbol, label, trainedUpTo, notes } = option;
  const beyond = trainedUpTo !== undefined && value > trainedUpTo;
  return (
    <div
      className="option-number"
      style={{ '--trained': `${(100 * ((trainedUpTo ?? max) - min)) / (max - min)}%` } as CSSProperties}
      data-extrapolates={trainedUpTo !== undefined}
    >
      <label htmlFor={id}>
        <span aria-hidden="true">{symbol}</span>
        <span className="visually-hidden">{`${label} of pane ${place}`}</span>
      </label>
      <Range
        id={id}
        range={[min, max, step]}
        value={value}
        valueText={`${value.toFixed(2)}${beyond ? ', extrapolation' : ''}`}
        onChange={(to) => onSet(to, true)}
        onSettle={settle}
      />
      <NumberField
        label={`${label} of pane ${place}, typed`}
        labelHidden
        value={value}
        min={min}
        max={max}
        step={step}
        decimals={2}
        width="4em"
        onCommit={onSet}
      />
      {notes && <p className="option-note">{beyond ? notes.beyond : notes.within}</p>}
    </div>
  );
}

interface ChoicePickerProps {
  readonly place: number;
  readonly option: ChoiceOption;
  readonly value: string;
  readonly onChoose: (choice: string) => void;
}

function ChoicePicker({ place, option, value, onChoose }: ChoicePickerProps) {
  const id = useId();
  return (
    <div className="option-choice">
      <label htmlFor={id}>
        {option.label}
        <span className="visually-hidden">{` of pane ${place}`}</span>
      </label>
      <select id={id} className="field" value={value} onChange={(event) => onChoose(event.target.value)}>
        {option.choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}
