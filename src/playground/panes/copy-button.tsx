import { useEffect, useState } from 'react';
import { copyText } from '../../ui/copy-text.ts';
import { useTiller } from '../state/tiller-context.ts';

/** How long the button says what came of it, in milliseconds. */
const saidMs = 1500;

/** Copies a pane's text, and says whether that was allowed. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const { view } = useTiller();
  const [copied, setCopied] = useState<boolean>();
  useEffect(() => {
    if (copied === undefined) return;
    const timer = setTimeout(() => setCopied(undefined), saidMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const done = await copyText(text);
    setCopied(done);
    if (done) view.getState().announce('Copied.');
    else view.getState().notify('The browser does not let this page copy. Select the text and copy it by hand.');
  };
  return (
    <button
      type="button"
      className="button plain copy"
      disabled={text === ''}
      aria-label={`Copy the text of ${label}`}
      onClick={() => void copy()}
    >
      {copied === undefined ? 'Copy' : copied ? 'Copied' : 'Not copied'}
    </button>
  );
}
