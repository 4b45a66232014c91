/** Edits an own reward: what is right goes into the project at once, what is wrong is said at its field, and the last good definition stays. */
import { type ReactElement, useState } from 'react';
import type { Definition } from '../../rewards/own/definition.ts';
import type { Patterns } from '../../rewards/own/patterns.ts';
import { checkDraft, type FieldErrors } from './draft.ts';
import { CodeEditor } from './editors/code-editor.tsx';
import { ExamplesEditor } from './editors/examples-editor.tsx';
import { Field } from './editors/field.tsx';
import { FormEditor } from './editors/form-editor.tsx';
import { JudgeEditor } from './editors/judge-editor.tsx';
import { PatternEditor } from './editors/pattern-editor.tsx';
import { EaseEditor, LengthEditor } from './editors/target-editors.tsx';
import { TasteEditor } from './editors/taste-editor.tsx';
import { WordsEditor } from './editors/words-editor.tsx';

export interface RewardEditorProps {
  /** As it is in the project, or a new one that is not there yet. */
  readonly definition: Definition;
  /** A new one's empty fields are no errors before anything was written. */
  readonly fresh: boolean;
  readonly patterns: Patterns | undefined;
  /** What scoring it found, e.g. the line of a program that threw. */
  readonly fault: string | undefined;
  readonly onDefine: (definition: Definition) => void;
}

export function RewardEditor({ definition, fresh, patterns, fault, onDefine }: RewardEditorProps): ReactElement {
  const [draft, setDraft] = useState(definition);
  const [touched, setTouched] = useState(!fresh);
  // What changed elsewhere, e.g. by an undo, is what is edited now; a draft that is wrong stays until then.
  const [known, setKnown] = useState(definition);
  const [taken, setTaken] = useState(0);
  if (known !== definition) {
    setKnown(definition);
    if (JSON.stringify(draft) !== JSON.stringify(definition)) {
      setDraft(definition);
      setTaken(taken + 1);
    }
  }
  const errors = touched ? errorsOf(draft, patterns) : {};
  const change = (next: Definition) => {
    setDraft(next);
    setTouched(true);
    const checked = checkDraft(next);
    if (!('definition' in checked) || patternError(next, patterns) !== undefined) return;
    setKnown(checked.definition);
    onDefine(checked.definition);
  };
  return (
    <div className="reward-editor">
      <Field label="Name" error={errors.label}>
        {(control) => (
          <input
            {...control}
            className="field"
            value={draft.label}
            maxLength={60}
            onChange={({ currentTarget: { value } }) => change({ ...draft, label: value })}
          />
        )}
      </Field>
      <Kind
        key={taken}
        draft={draft}
        errors={fault === undefined || draft.kind !== 'code' ? errors : { source: fault, ...errors }}
        onChange={change}
      />
    </div>
  );
}

interface KindProps {
  readonly draft: Definition;
  readonly errors: FieldErrors;
  readonly onChange: (draft: Definition) => void;
}

function Kind({ draft, errors, onChange }: KindProps): ReactElement {
  switch (draft.kind) {
    case 'words':
      return <WordsEditor {...{ draft, errors, onChange }} />;
    case 'pattern':
      return <PatternEditor {...{ draft, errors, onChange }} />;
    case 'length':
      return <LengthEditor {...{ draft, errors, onChange }} />;
    case 'ease':
      return <EaseEditor {...{ draft, errors, onChange }} />;
    case 'form':
      return <FormEditor {...{ draft, errors, onChange }} />;
    case 'code':
      return <CodeEditor {...{ draft, errors, onChange }} />;
    case 'examples':
      return <ExamplesEditor {...{ draft, onChange }} />;
    case 'taste':
      return <TasteEditor {...{ draft, onChange }} />;
    case 'judge':
      return <JudgeEditor {...{ draft, onChange }} />;
  }
}

function errorsOf(draft: Definition, patterns: Patterns | undefined): FieldErrors {
  const checked = checkDraft(draft);
  if ('errors' in checked) return checked.errors;
  const pattern = patternError(draft, patterns);
  return pattern === undefined ? {} : { pattern };
}

/** In a sentence; undefined where it can be read, or nothing that reads it is here yet. */
function patternError(draft: Definition, patterns: Patterns | undefined): string | undefined {
  if (draft.kind !== 'pattern' || !patterns) return undefined;
  try {
    patterns.compile(draft.pattern, draft.matchCase);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
