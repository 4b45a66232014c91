import { type ReactElement, useMemo, useState } from 'react';
import { createRng } from '../../../math/rng.ts';
import type { RewardInput } from '../../../rewards/reward.ts';

export interface AnswerSorterProps {
  readonly inputs: readonly RewardInput[];
  /** Texts that are sorted already. */
  readonly known: readonly string[];
  readonly onSort: (side: 'liked' | 'disliked', text: string) => void;
}

/** For who has no texts at hand: answers of the base, one at a time, to be put to one side or the other. */
export function AnswerSorter({ inputs, known, onSort }: AnswerSorterProps): ReactElement {
  const order = useMemo(() => shuffled(inputs), [inputs]);
  const [skipped, setSkipped] = useState<readonly string[]>([]);
  const next = order.find(({ text }) => text.trim() !== '' && !known.includes(text) && !skipped.includes(text));
  return (
    <details className="edit-more">
      <summary>Take answers of the base model</summary>
      {next ? (
        <div className="learned-aside">
          <p aria-live="polite">“{next.prompt}”</p>
          <blockquote className="sorted-text" dir="auto">
            {next.text}
          </blockquote>
          <div className="edit-row">
            <button type="button" className="button" onClick={() => onSort('liked', next.text)}>
              I like it
            </button>
            <button type="button" className="button" onClick={() => onSort('disliked', next.text)}>
              I do not
            </button>
            <button type="button" className="button plain" onClick={() => setSkipped([...skipped, next.text])}>
              Another
            </button>
          </div>
        </div>
      ) : (
        <p>You have seen all of them.</p>
      )}
    </details>
  );
}

/** Fisher and Yates, the same at every visit. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  const order = [...items];
  const random = createRng(1);
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as Item, order[i] as Item];
  }
  return order;
}
