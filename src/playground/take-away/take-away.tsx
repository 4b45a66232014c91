/** Below the instrument: runs that are kept, starting points, and the page elsewhere. Its code is fetched when it is opened. */
import { type ReactElement, useState } from 'react';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { latePart } from '../../ui/late-part.tsx';
import type { Showing } from './showing.ts';

const Inside = latePart(() => import('./take-away-inside.tsx').then((module) => module.TakeAwayInside));

export function TakeAway(showing: Showing): ReactElement {
  const [opened, setOpened] = useState(false);
  return (
    <details className="settings take-away-details" onToggle={({ currentTarget }) => setOpened((before) => before || currentTarget.open)}>
      <summary>Kept runs, starting points, embedding</summary>
      {opened && (
        <ErrorBoundary region="list of kept runs">
          <Inside {...showing} meanwhile={<p role="status">Reading …</p>} />
        </ErrorBoundary>
      )}
    </details>
  );
}
