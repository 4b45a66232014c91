/** The tour: a card at the foot of the window that goes from element to element. It blocks nothing, and ends at any time. */
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { tourSteps } from './tour-steps.ts';
import './tour.css';

export function Tour({ onLeave }: { readonly onLeave: () => void }): ReactElement | null {
  const [at, setAt] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const step = tourSteps[at];
  useEffect(() => {
    const anchor = step && document.querySelector(step.anchor);
    anchor?.setAttribute('data-toured', '');
    anchor?.scrollIntoView({ block: 'start', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth' });
    heading.current?.focus({ preventScroll: true });
    return () => anchor?.removeAttribute('data-toured');
  }, [step]);
  useEffect(() => {
    // Whom the tour found at work goes on there.
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || document.querySelector('dialog[open], [popover]:popover-open')) return;
      // Only this: what runs goes on.
      event.stopImmediatePropagation();
      onLeave();
    };
    addEventListener('keydown', onKeyDown, true);
    return () => removeEventListener('keydown', onKeyDown, true);
  }, [onLeave]);
  if (!step) return null;
  const last = at === tourSteps.length - 1;
  return (
    <aside className="tour" aria-labelledby="tour-heading" aria-describedby="tour-text">
      <p className="tour-count">{`${at + 1} of ${tourSteps.length}`}</p>
      <h2 id="tour-heading" ref={heading} tabIndex={-1}>
        {step.title}
      </h2>
      <p id="tour-text">{step.text}</p>
      <p className="tour-actions">
        <button type="button" className="button plain" onClick={onLeave} aria-keyshortcuts="Escape">
          {last ? 'Close' : 'Leave the tour'}
        </button>
        {at > 0 && (
          <button type="button" className="button" onClick={() => setAt(at - 1)}>
            Back
          </button>
        )}
        {!last && (
          <button type="button" className="button primary" onClick={() => setAt(at + 1)}>
            Next
          </button>
        )}
      </p>
    </aside>
  );
}
