import type { ReactElement } from 'react';
import type { EditorProps } from './editor-props.ts';
import { Field } from './field.tsx';
import { HalfField, WishChoice } from './wish-fields.tsx';

const forms = [
  ['questions', 'Questions'],
  ['exclamations', 'Exclamations'],
  ['lists', 'Items of a list'],
  ['numbers', 'Numbered items'],
  ['bullets', 'Bulleted items'],
  ['first-person', 'First person (I, we)'],
  ['second-person', 'Second person (you)'],
  ['ends-with', 'An ending'],
] as const;

const endings = [
  { id: 'more', label: 'With it' },
  { id: 'fewer', label: 'Without it' },
] as const;

type Form = (typeof forms)[number][0];

export function FormEditor({ draft, errors, onChange }: EditorProps<'form'>): ReactElement {
  const { id, label, wish, twin } = draft;
  const common = { id, label, wish, kind: 'form', ...(twin === undefined ? {} : { twin }) } as const;
  const choose = (form: Form) => onChange(form === 'ends-with' ? { ...common, form, ending: '?' } : { ...common, form, half: 1 });
  return (
    <>
      <Field label="What is counted">
        {(control) => (
          <select {...control} className="field" value={draft.form} onChange={({ currentTarget: { value } }) => choose(value as Form)}>
            {forms.map(([form, name]) => (
              <option key={form} value={form}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      {draft.form === 'ends-with' ? (
        <>
          <Field label="How the answer ends" error={errors.ending}>
            {(control) => (
              <input
                {...control}
                className="field"
                value={draft.ending}
                onChange={({ currentTarget: { value } }) => onChange({ ...draft, ending: value })}
              />
            )}
          </Field>
          <WishChoice draft={draft} onChange={onChange} options={endings} />
        </>
      ) : (
        <>
          <WishChoice draft={draft} onChange={onChange} />
          <HalfField draft={draft} onChange={onChange} />
        </>
      )}
    </>
  );
}
