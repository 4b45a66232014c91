/**
 * The text of a run, with the words marked that changed since the last weights. Model output is only ever a text node.
 *
 * A browser that translates the page puts elements of its own around the words, and moves ours: React would go on writing to words that are
 * no longer shown. So a changed text is a new paragraph.
 */
import { useMemo } from 'react';
import { changedParts } from '../state/changed-words.ts';
import type { Run } from '../state/run.ts';

const placeholders: Partial<Record<Run['status'], string>> = {
  empty: 'No text yet. The live model answers as soon as it is ready.',
  queued: 'Reading the prompt …',
  failed: 'No text.',
};

export interface AnswerProps {
  readonly run: Run;
  /** Why there can be no text, in a sentence. */
  readonly refused?: string | undefined;
}

export function Answer({ run, refused }: AnswerProps) {
  const { status, text } = run;
  const previousText = 'previousText' in run ? run.previousText : undefined;
  // While a run waits for its first token it shows its old text, without marks.
  const parts = useMemo(() => changedParts(status === 'queued' ? undefined : previousText, text), [status, previousText, text]);
  return (
    <div className="answer" aria-busy={status === 'queued' || status === 'streaming'}>
      {parts.length === 0 ? (
        <p key={status} className="placeholder">
          {refused ?? placeholders[status] ?? 'The model ended its answer at once: there is no text.'}
        </p>
      ) : (
        <p key={JSON.stringify([status, parts])} dir="auto">
          {parts.map(({ text: part, changed }, i) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
            changed ? <ins key={i}>{part}</ins> : part,
          )}
          {status === 'streaming' && <span className="caret" aria-hidden="true" />}
        </p>
      )}
    </div>
  );
}
