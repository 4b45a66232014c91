/** Other ways to show the page: in another page, on a wall, on paper, and with a guide. */
import { type ReactElement, useState } from 'react';
import { EmbedDialog } from './embed-dialog.tsx';
import type { Showing } from './showing.ts';

export function ShowingList({ onTalk, onTour }: Showing): ReactElement {
  const [embedding, setEmbedding] = useState(false);
  return (
    <section aria-labelledby="showing-heading">
      <h2 id="showing-heading">Show it elsewhere</h2>
      <p className="showing-buttons">
        <button type="button" className="button" aria-haspopup="dialog" onClick={() => setEmbedding(true)}>
          Embed …
        </button>
        <button type="button" className="button" onClick={onTalk}>
          Full screen
        </button>
        <button type="button" className="button" onClick={() => print()}>
          Print
        </button>
        <button type="button" className="button" onClick={onTour}>
          Tour
        </button>
      </p>
      {embedding && <EmbedDialog onClose={() => setEmbedding(false)} />}
    </section>
  );
}
