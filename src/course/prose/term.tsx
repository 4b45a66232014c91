/** A word of the glossary: hover, focus or tap shows its line under the paragraph; Escape hides it. */
import { type ReactElement, useEffect, useId, useRef, useState } from 'react';
import { strings, type Term as TermId } from '../../strings/strings.ts';

export interface TermProps {
  readonly text: string;
  /** @throws Error while drawing when the glossary has no such term. */
  readonly term: string;
}

/** How long the line stays when the pointer has left, so that it can be reached, in milliseconds. */
const lingerMs = 150;

export function Term({ text, term }: TermProps): ReactElement {
  const [open, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  const line = strings.glossary[term as TermId];
  if (line === undefined) throw new Error(`no term '${term}' in the glossary`);

  useEffect(() => () => clearTimeout(timer.current), []);
  const show = () => {
    clearTimeout(timer.current);
    setOpen(true);
  };
  const hideSoon = () => {
    timer.current = setTimeout(() => setOpen(false), lingerMs);
  };
  // The pointer may rest on the line as well as on the word; keyboard and touch use the button.
  return (
    <span onPointerEnter={show} onPointerLeave={hideSoon}>
      <button
        type="button"
        className="term"
        aria-describedby={open ? id : undefined}
        onFocus={show}
        onBlur={() => setOpen(false)}
        onClick={show}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setOpen(false);
        }}
      >
        {text}
      </button>
      {open && (
        <span id={id} role="tooltip" className="gloss">
          {line}
        </span>
      )}
    </span>
  );
}
