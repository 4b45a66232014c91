/** A list of prompts that a reader writes or pastes, and what of it cannot be asked. */
import { useId, useState } from 'react';
import { useTiller } from '../state/tiller-context.ts';
import { readPastedPrompts } from './pasted-prompts.ts';
import type { SweepSettings } from './sweep-settings.ts';

/** Lines that are told as wrong; the rest of a long list is counted. */
const shownComplaints = 5;

interface PromptListProps {
  readonly settings: SweepSettings;
  /** The sweep has the list now. */
  readonly onUse: () => void;
}

export function PromptList({ settings, onUse }: PromptListProps) {
  const { sweep } = useTiller();
  const id = useId();
  const [text, setText] = useState(() => `${settings.prompts.join('\n')}\n`);
  const { prompts, complaints } = readPastedPrompts(text);
  const wrong = text.trim() !== '' && complaints.length > 0;
  const more = complaints.length - shownComplaints;
  return (
    <div className="sweep-list">
      <label htmlFor={id}>Prompts, one a line</label>
      <textarea
        id={id}
        className="field"
        rows={5}
        dir="auto"
        value={text}
        spellCheck={false}
        aria-invalid={wrong || undefined}
        aria-describedby={`${id}-wrong`}
        onChange={(event) => setText(event.target.value)}
      />
      <p id={`${id}-wrong`} role="status" className="sweep-list-wrong">
        {wrong && [...complaints.slice(0, shownComplaints), ...(more > 0 ? [`And ${more} more.`] : [])].join(' ')}
      </p>
      <button
        type="button"
        className="button"
        disabled={complaints.length > 0}
        onClick={() => {
          sweep.getState().start({ ...settings, prompts });
          onUse();
        }}
      >
        {complaints.length > 0 || prompts.length > 1 ? 'Sweep these prompts' : 'Sweep this prompt'}
      </button>
    </div>
  );
}
