/** Rewards that want a measure near a target. */
import type { ReactElement } from 'react';
import { Choice } from '../../../ui/choice.tsx';
import { NumberField } from '../../../ui/number-field.tsx';
import type { EditorProps } from './editor-props.ts';

const units = [
  { id: 'words', label: 'Words' },
  { id: 'sentences', label: 'Sentences' },
  { id: 'characters', label: 'Characters' },
] as const;

/** A target that makes sense in each unit, where the unit is changed. */
const usual = { words: [20, 8], sentences: [2, 1], characters: [120, 50] } as const;

export function LengthEditor({ draft, onChange }: EditorProps<'length'>): ReactElement {
  return (
    <>
      <Choice
        label="Counted in"
        options={units}
        value={draft.unit}
        onChange={(unit) => onChange({ ...draft, unit, target: usual[unit][0], width: usual[unit][1] })}
      />
      <Target draft={draft} onChange={onChange} min={1} max={1000} step={1} />
    </>
  );
}

const formulas = [
  { id: 'flesch', label: 'Flesch, 100 is easy' },
  { id: 'ari', label: 'School grade' },
] as const;

export function EaseEditor({ draft, onChange }: EditorProps<'ease'>): ReactElement {
  return (
    <>
      <Choice
        label="Measured by"
        options={formulas}
        value={draft.formula}
        onChange={(formula) =>
          onChange({ ...draft, formula, ...(formula === 'flesch' ? { target: 80, width: 15 } : { target: 6, width: 2 }) })
        }
      />
      <Target draft={draft} onChange={onChange} min={-20} max={120} step={1} />
    </>
  );
}

interface TargetProps<Draft> {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

function Target<Draft extends { readonly target: number; readonly width: number }>({
  draft,
  onChange,
  ...bounds
}: TargetProps<Draft>): ReactElement {
  return (
    <div className="edit-row">
      <NumberField label="Best at" width="5rem" value={draft.target} {...bounds} onCommit={(target) => onChange({ ...draft, target })} />
      <NumberField
        label="half as good this far away"
        width="5rem"
        value={draft.width}
        {...bounds}
        min={1}
        onCommit={(width) => onChange({ ...draft, width })}
      />
    </div>
  );
}
