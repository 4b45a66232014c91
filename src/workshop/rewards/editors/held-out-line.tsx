import type { ReactElement } from 'react';
import type { HeldOut } from '../../../rewards/own/learned-definition.ts';
import { heldOutWords } from '../held-out-words.ts';
import type { Learning } from './use-learning.ts';

export interface HeldOutLineProps {
  readonly heldOut: HeldOut | undefined;
  /** In the plural, e.g. `texts that it had not seen`. */
  readonly what: string;
  readonly learning: Learning;
  /** What is still missing, in a sentence; undefined where there is enough. */
  readonly missing: string | undefined;
}

/** What was learned so far and how good it is, read out when it changes. */
export function HeldOutLine({ heldOut, what, learning, missing }: HeldOutLineProps): ReactElement {
  return (
    <div className="held-out" role="status">
      {learning.error !== undefined ? (
        <p className="field-error">{learning.error}</p>
      ) : heldOut ? (
        <Known heldOut={heldOut} what={what} />
      ) : (
        <p>{missing ?? readingWords(learning)}</p>
      )}
    </div>
  );
}

function Known({ heldOut, what }: { readonly heldOut: HeldOut; readonly what: string }): ReactElement {
  const { sentence, verdict } = heldOutWords(heldOut, what);
  return (
    <p>
      {sentence} <b>{verdict}</b>
    </p>
  );
}

function readingWords({ reading }: Learning): string {
  if (!reading || reading.total === 0) return 'Getting the model ready to read …';
  return reading.done < reading.total ? `The model reads your texts: ${reading.done} of ${reading.total} …` : 'Fitting …';
}
