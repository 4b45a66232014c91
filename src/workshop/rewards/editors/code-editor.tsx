import type { ReactElement } from 'react';
import { NumberField } from '../../../ui/number-field.tsx';
import type { EditorProps } from './editor-props.ts';
import { Field } from './field.tsx';

export function CodeEditor({ draft, errors, onChange }: EditorProps<'code'>): ReactElement {
  const [low, high] = draft.range;
  return (
    <>
      <Field
        label="A function score(prompt, answer, finished) in JavaScript"
        hint="It runs apart, without page or network, and may take a million steps an answer."
        error={errors.source}
      >
        {(control) => (
          <textarea
            {...control}
            className="field code"
            rows={12}
            spellCheck={false}
            autoCapitalize="off"
            value={draft.source}
            onChange={({ currentTarget: { value } }) => onChange({ ...draft, source: value })}
          />
        )}
      </Field>
      <div className="edit-row">
        <NumberField
          label="Lowest score"
          width="5rem"
          value={low}
          min={-1000}
          max={high - 0.01}
          step={1}
          decimals={2}
          onCommit={(value) => onChange({ ...draft, range: [value, high] })}
        />
        <NumberField
          label="highest"
          width="5rem"
          value={high}
          min={low + 0.01}
          max={1000}
          step={1}
          decimals={2}
          onCommit={(value) => onChange({ ...draft, range: [low, value] })}
        />
      </div>
    </>
  );
}
