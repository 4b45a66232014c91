/** The control of a method that has one: DeRa's lambda, MOD's divergence, the scale of steering vectors. */
import { type CSSProperties, useId } from 'react';
import { useStore } from 'zustand';
import type { Divergence, MethodOptions } from '../../methods/method.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { divergences, methodOption } from '../state/pane-code.ts';
import { optionLimits, type Pane } from '../state/panes-store.ts';
import { useTiller } from '../state/tiller-context.ts';
import { divergenceNames } from './steering-line.ts';
import './pane-option.css';

export function PaneOption({ pane, place }: { readonly pane: Pane; readonly place: number }) {
  const { panes, policyOf } = useTiller();
  const { setOptions } = useStore(panes);
  const policy = policyOf(pane);
  const option = methodOption(policy.method);
  if (option === undefined) return <div className="pane-option" />;
  const own = { ...usual, ...policy.options };
  const value = { ...own, ...pane.options };
  // The policy's own option is no change: what was measured with it still answers.
  const set = (options: MethodOptions, drag?: boolean) => setOptions(pane.id, options[option] === own[option] ? {} : options, drag);
  return (
    <div className="pane-option">
      {option === 'divergence' ? (
        <DivergencePicker place={place} value={value.divergence} onChoose={(divergence) => set({ divergence })} />
      ) : (
        <NumberOption place={place} option={option} value={value[option]} onSet={(to, drag) => set({ [option]: to }, drag)} />
      )}
    </div>
  );
}

/** What the methods take where the pack says nothing (dera.ts, mod.ts, steering-vectors.ts). */
const usual: Required<MethodOptions> = { lambda: 1.5, divergence: 'reverse-kl', scale: 1 };

const names = { lambda: 'λ', scale: 'scale' } as const;
const spoken = { lambda: 'Lambda', scale: 'Scale' } as const;

interface NumberOptionProps {
  /** From 1. */
  readonly place: number;
  readonly option: 'lambda' | 'scale';
  readonly value: number;
  /** @param drag More moves of the same gesture follow. */
  readonly onSet: (value: number, drag?: boolean) => void;
}

function NumberOption({ place, option, value, onSet }: NumberOptionProps) {
  const { panes } = useTiller();
  const { settle } = useStore(panes);
  const id = useId();
  const { min, max, step } = optionLimits[option];
  const beyond = option === 'lambda' && value > 1;
  const along = (at: number) => `${(100 * (at - min)) / (max - min)}%`;
  return (
    <div className="option-number" style={{ '--fill': along(value), '--one': along(1) } as CSSProperties} data-option={option}>
      <label htmlFor={id}>
        <span aria-hidden="true">{names[option]}</span>
        <span className="visually-hidden">
          {spoken[option]} of pane {place}
        </span>
      </label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={`${value.toFixed(2)}${beyond ? ', extrapolation' : ''}`}
        onChange={(event) => onSet(event.target.valueAsNumber, true)}
        onPointerUp={settle}
        onKeyUp={settle}
        onBlur={settle}
      />
      <NumberField
        label={`${spoken[option]} of pane ${place}, typed`}
        labelHidden
        value={value}
        min={min}
        max={max}
        step={step}
        decimals={2}
        width="4em"
        onCommit={onSet}
      />
      {option === 'lambda' && <p className="option-note">{beyond ? 'beyond 1: extrapolation' : '0 base, 1 aligned'}</p>}
    </div>
  );
}

interface DivergencePickerProps {
  readonly place: number;
  readonly value: Divergence;
  readonly onChoose: (divergence: Divergence) => void;
}

function DivergencePicker({ place, value, onChoose }: DivergencePickerProps) {
  const id = useId();
  return (
    <div className="option-choice">
      <label htmlFor={id}>
        Divergence<span className="visually-hidden"> of pane {place}</span>
      </label>
      <select id={id} className="field" value={value} onChange={(event) => onChoose(event.target.value as Divergence)}>
        {divergences.map((divergence) => (
          <option key={divergence} value={divergence}>
            {divergenceNames[divergence]}
          </option>
        ))}
      </select>
    </div>
  );
}
