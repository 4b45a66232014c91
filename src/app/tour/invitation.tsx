/** On a first visit, one word beside the title that starts the tour; once it was pressed or put away it never comes back by itself. */
import { type ReactElement, useState } from 'react';
import type { KeptStorage } from '../../site/storage.ts';
import './tour.css';

const key = 'tiller-tour';

/** @returns Whether the reader is to be invited, and a way to say that it was seen. */
export function useInvitation(storage: KeptStorage): readonly [invited: boolean, seen: () => void] {
  const [invited, setInvited] = useState(() => storage.getItem(key) === null);
  const seen = () => {
    storage.setItem(key, 'seen');
    setInvited(false);
  };
  return [invited, seen];
}

export function Invitation({ onStart, onDismiss }: { readonly onStart: () => void; readonly onDismiss: () => void }): ReactElement {
  return (
    <span className="tour-invitation">
      <button type="button" className="button plain" onClick={onStart}>
        Tour
      </button>
      <button type="button" className="button plain" aria-label="No tour" onClick={onDismiss}>
        ×
      </button>
    </span>
  );
}
