import type { ReactElement } from 'react';
import type { EditorProps } from './editor-props.ts';
import { Field } from './field.tsx';
import { MatchCase } from './match-case.tsx';
import { HalfField, WishChoice } from './wish-fields.tsx';

export function PatternEditor({ draft, errors, onChange }: EditorProps<'pattern'>): ReactElement {
  return (
    <>
      <Field
        label="Regular expression"
        hint="RE2’s syntax; ^ and $ are the ends of a line. For example \b\d{4}\b, a year."
        error={errors.pattern}
      >
        {(control) => (
          <input
            {...control}
            className="field code"
            value={draft.pattern}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            onChange={({ currentTarget: { value } }) => onChange({ ...draft, pattern: value })}
          />
        )}
      </Field>
      <WishChoice draft={draft} onChange={onChange} />
      <MatchCase draft={draft} onChange={onChange} />
      <HalfField draft={draft} onChange={onChange} />
    </>
  );
}
