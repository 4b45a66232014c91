/** Where a model stands, in one line: what is the matter, how far it is, and what the reader can do. Playground and course draw the same. */
import { type ReactElement, useId } from 'react';
import './model-status.css';

export interface ModelStatusProps {
  /** Accessible name of the line. */
  readonly label: string;
  readonly kind: 'waiting' | 'loading' | 'ready' | 'recovering' | 'failed';
  /** Empty where the progress says all. */
  readonly sentence: string;
  /** Of an error, for those who look it up. */
  readonly code?: string | undefined;
  readonly progress?: ModelProgress | undefined;
  readonly action?: { readonly label: string; readonly primary?: boolean; readonly onPress: () => void } | undefined;
}

export interface ModelProgress {
  readonly label: string;
  /** In [0, 1]; undefined while nobody knows. */
  readonly share: number | undefined;
  /** More, as the tooltip says it. */
  readonly note?: string;
}

export function ModelStatus({ label, kind, sentence, code, progress, action }: ModelStatusProps): ReactElement {
  const id = useId();
  return (
    <section className="engine-status" aria-label={label} data-kind={kind}>
      {sentence !== '' && (
        // Keyed, so that a page that the browser translates shows the new sentence.
        <p key={sentence} role={kind === 'failed' ? 'alert' : undefined}>
          {sentence}
          {code !== undefined && <span className="code"> ({code})</span>}
        </p>
      )}
      {progress && (
        <div className="load-progress" title={progress.note}>
          <label htmlFor={id}>{progress.label}</label>
          <progress id={id} max={1} value={progress.share} />
        </div>
      )}
      {action && (
        <button type="button" className={action.primary ? 'button primary' : 'button'} onClick={action.onPress}>
          {action.label}
        </button>
      )}
    </section>
  );
}
