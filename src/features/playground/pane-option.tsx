/** The control of a method that has one: DeRa's lambda, MOD's divergence, the scale of steering vectors. */
import { type CSSProperties, useId } from 'react';
import { useStore } from 'zustand';
import type { Divergence, MethodOptions } from '../../methods/method.ts';
import { divergences, methodOption } from '../../state/pane-code.ts';
import { optionLimits, type Pane } from '../../state/panes-store.ts';
import { useTiller } from '../../state/tiller-context.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { divergenceNames } from './steering-line.ts';
import './pane-option.css';

export function PaneOption({ pane, place }: { readonly pane: Pane; readonly place: number }) {
  const { policyOf } = useTiller();
  const policy = policyOf(pane);
  const option = methodOption(policy.method);
  if (option === undefined) return <div className="pane-option" />;
  const options = { ...policy.options, ...pane.options };
  return (
    <div className="pane-option">
      {option === 'divergence' ? (
        <DivergencePicker pane={pane} place={place} value={options.divergence ?? 'reverse-kl'} />
      ) : (
        <NumberOption pane={pane} place={place} option={option} value={options[option] ?? usual[option]} />
      )}
    </div>
  );
}

/** What the methods take where the pack says nothing (dera.ts, steering-vectors.ts). */
const usual = { lambda: 1.5, scale: 1 } as const;

const names = { lambda: 'λ', scale: 'scale' } as const;
const spoken = { lambda: 'Lambda', scale: 'Scale' } as const;

interface NumberOptionProps {
  readonly pane: Pane;
  readonly place: number;
  readonly option: 'lambda' | 'scale';
  readonly value: number;
}

function NumberOption({ pane, place, option, value }: NumberOptionProps) {
  const { panes } = useTiller();
  const { setOptions, settle } = useStore(panes);
  const id = useId();
  const { min, max, step } = optionLimits[option];
  const set = (to: number, drag?: boolean) => setOptions(pane.id, { [option]: to } satisfies MethodOptions, drag);
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
        onChange={(event) => set(event.target.valueAsNumber, true)}
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
        onCommit={(to) => set(to)}
      />
      {option === 'lambda' && <p className="option-note">{beyond ? 'beyond 1: extrapolation' : '0 base, 1 aligned'}</p>}
    </div>
  );
}

function DivergencePicker({ pane, place, value }: { readonly pane: Pane; readonly place: number; readonly value: Divergence }) {
  const { panes } = useTiller();
  const { setOptions } = useStore(panes);
  const id = useId();
  return (
    <div className="option-choice">
      <label htmlFor={id}>
        Divergence<span className="visually-hidden"> of pane {place}</span>
      </label>
      <select
        id={id}
        className="field"
        value={value}
        onChange={(event) => setOptions(pane.id, { divergence: event.target.value as Divergence })}
      >
        {divergences.map((divergence) => (
          <option key={divergence} value={divergence}>
            {divergenceNames[divergence]}
          </option>
        ))}
      </select>
    </div>
  );
}
