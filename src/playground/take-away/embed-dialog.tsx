/** Writes the frame that shows this page, or a part of it, inside of another. */
import { type ReactElement, useEffect, useId, useRef, useState } from 'react';
import { type EmbedView, embedMarkup, embedParts, embedViews, formatEmbed } from '../../site/embed.ts';
import { copyText } from '../../ui/copy-text.ts';
import { useTiller } from '../state/tiller-context.ts';
import { currentHash } from '../state/url-sync.ts';
import './embed-dialog.css';

const viewNames: Readonly<Record<EmbedView, string>> = { panes: 'Sliders and answers', front: 'Sliders and chart', lesson: 'The course' };

export function EmbedDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const tiller = useTiller();
  const dialog = useRef<HTMLDialogElement>(null);
  const group = useId();
  const [view, setView] = useState<EmbedView>('panes');
  const [hide, setHide] = useState<readonly string[]>([]);
  const [copied, setCopied] = useState('');
  useEffect(() => dialog.current?.showModal(), []);

  const hash = view === 'lesson' ? '/learn' : currentHash(tiller);
  const address = `${location.origin}${location.pathname}${formatEmbed(view, hide)}#${hash}`;
  const markup = embedMarkup(address, view === 'lesson' ? 'Tiller: the course' : `Tiller: ${tiller.pack.label}`);
  const choose = (next: EmbedView) => {
    setView(next);
    setHide([]);
  };
  const copy = async () => setCopied((await copyText(markup)) ? 'Copied.' : 'The browser does not let this page copy: select the text.');
  return (
    <dialog ref={dialog} className="embed-dialog" aria-labelledby="embed-heading" onClose={onClose}>
      <header>
        <h2 id="embed-heading">Embed</h2>
        <button type="button" className="button plain" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <fieldset>
        <legend>What the frame shows</legend>
        {embedViews.map((one) => (
          <label key={one}>
            <input type="radio" name={group} checked={one === view} onChange={() => choose(one)} /> {viewNames[one]}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>Without</legend>
        {Object.entries(embedParts[view]).map(([part, label]) => (
          <label key={part}>
            <input
              type="checkbox"
              checked={hide.includes(part)}
              onChange={({ target }) => setHide((before) => (target.checked ? [...before, part] : before.filter((one) => one !== part)))}
            />{' '}
            {label}
          </label>
        ))}
      </fieldset>
      <textarea
        className="field"
        readOnly
        rows={5}
        spellCheck={false}
        aria-label="Markup of the frame"
        value={markup}
        onFocus={({ target }) => target.select()}
      />
      <p className="embed-actions">
        <button type="button" className="button primary" onClick={() => void copy()}>
          Copy
        </button>
        <a href={address} target="_blank" rel="noopener">
          Preview
        </a>
        <span role="status">{copied}</span>
      </p>
      <p className="note">
        A frame answers with several threads only where the page around it is isolated: its server sends{' '}
        <code>Cross-Origin-Opener-Policy: same-origin</code> and <code>Cross-Origin-Embedder-Policy: require-corp</code>, and the frame has{' '}
        <code>allow="cross-origin-isolated"</code>, as it is written here. Without them it answers with one.
      </p>
    </dialog>
  );
}
