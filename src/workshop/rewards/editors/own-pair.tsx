import { type ReactElement, useState } from 'react';
import type { Preference } from '../../../rewards/own/learned-definition.ts';
import { Field } from './field.tsx';

/** Characters of a text, at most: the model reads it as a whole. */
const textLimit = 2000;

const answers = [
  ['chosen', 'An answer that earns the yes'],
  ['other', 'One that does not'],
] as const;

const empty: Preference = { prompt: '', chosen: '', other: '' };

/** A pair that the reader writes or pastes, where the base's answers have none that tell. */
export function OwnPair({ onAdd }: { readonly onAdd: (pair: Preference) => void }): ReactElement {
  const [pair, setPair] = useState(empty);
  const [chosen, other] = [pair.chosen.trim(), pair.other.trim()];
  const same = chosen !== '' && chosen === other;
  const add = () => {
    onAdd({ prompt: pair.prompt.trim(), chosen, other });
    setPair(empty);
  };
  return (
    <details className="edit-more">
      <summary>Paste a pair of your own</summary>
      <div className="learned-aside">
        <Field label="What was asked" hint="may be empty">
          {(control) => (
            <input
              {...control}
              className="field"
              dir="auto"
              value={pair.prompt}
              maxLength={textLimit}
              onChange={({ currentTarget: { value } }) => setPair({ ...pair, prompt: value })}
            />
          )}
        </Field>
        {answers.map(([of, label]) => (
          <Field key={of} label={label} error={of === 'other' && same ? 'The two are the same text.' : undefined}>
            {(control) => (
              <textarea
                {...control}
                className="field"
                rows={3}
                dir="auto"
                value={pair[of]}
                maxLength={textLimit}
                onChange={({ currentTarget: { value } }) => setPair({ ...pair, [of]: value })}
              />
            )}
          </Field>
        ))}
        <button type="button" className="button" disabled={chosen === '' || other === '' || same} onClick={add}>
          Add this pair
        </button>
      </div>
    </details>
  );
}
