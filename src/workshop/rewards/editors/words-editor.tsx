import { type ReactElement, useState } from 'react';
import { NumberField } from '../../../ui/number-field.tsx';
import { readPhrases, writePhrases } from '../phrase-list.ts';
import type { EditorProps } from './editor-props.ts';
import { Field } from './field.tsx';
import { MatchCase } from './match-case.tsx';

export function WordsEditor({ draft, errors, onChange }: EditorProps<'words'>): ReactElement {
  // As written: an empty line, or a weight that is half typed, is no phrase yet.
  const [liked, setLiked] = useState(() => writePhrases(draft.phrases, 1));
  const [disliked, setDisliked] = useState(() => writePhrases(draft.phrases, -1));
  const say = (likes: string, dislikes: string) =>
    onChange({ ...draft, phrases: [...readPhrases(likes, 1), ...readPhrases(dislikes, -1)] });
  return (
    <>
      <Field label="Phrases that you like" hint="One a line. sun* finds sunny too; thanks = 2 counts double." error={errors.phrases}>
        {(control) => (
          <textarea
            {...control}
            className="field"
            rows={4}
            value={liked}
            onChange={({ currentTarget: { value } }) => {
              setLiked(value);
              say(value, disliked);
            }}
          />
        )}
      </Field>
      <Field label="Phrases that you do not like">
        {(control) => (
          <textarea
            {...control}
            className="field"
            rows={2}
            value={disliked}
            onChange={({ currentTarget: { value } }) => {
              setDisliked(value);
              say(liked, value);
            }}
          />
        )}
      </Field>
      <details className="edit-more">
        <summary>How they are counted</summary>
        <label className="edit-check">
          <input
            type="checkbox"
            checked={draft.count === 'each'}
            onChange={({ currentTarget: { checked } }) => onChange({ ...draft, count: checked ? 'each' : 'once' })}
          />
          Each time, not once an answer
        </label>
        <MatchCase draft={draft} onChange={onChange} />
        <NumberField
          label="Points that bring half of the reward"
          value={draft.half}
          min={0.25}
          max={50}
          step={0.25}
          decimals={2}
          width="5rem"
          onCommit={(half) => onChange({ ...draft, half })}
        />
      </details>
    </>
  );
}
