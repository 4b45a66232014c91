/** What is inside of the section that holds everything to take away. */
import type { ReactElement } from 'react';
import { KeptRunsList } from './kept-runs-list.tsx';
import { PresetList } from './preset-list.tsx';
import type { Showing } from './showing.ts';
import { ShowingList } from './showing-list.tsx';
import './take-away.css';

export function TakeAwayInside(showing: Showing): ReactElement {
  return (
    <div className="take-away">
      <KeptRunsList />
      <div className="take-away-other">
        <PresetList />
        <ShowingList {...showing} />
      </div>
    </div>
  );
}
