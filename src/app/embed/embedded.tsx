/** The page inside of another: one view of it, without what that page has no use for, and a way to the whole. */
import type { ReactElement } from 'react';
import { EngineStatusLine } from '../../playground/engine/engine-status.tsx';
import { MixPanel } from '../../playground/mix/mix-panel.tsx';
import { Panes } from '../../playground/panes/panes.tsx';
import { RequestBar } from '../../playground/request/request-bar.tsx';
import type { Embed } from '../../site/embed.ts';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { latePart } from '../../ui/late-part.tsx';
import { Notices } from '../notices.tsx';
import { OpenInTiller } from './open-in-tiller.tsx';
import './embed.css';

const FrontPanel = latePart(() => import('../../playground/front/front-panel.tsx').then((module) => module.FrontPanel));

export function Embedded({ view, hide }: Pick<Embed, 'view' | 'hide'>): ReactElement {
  const shows = (part: string) => !hide.includes(part);
  return (
    <div className="page embedded" data-view={view} data-hide={hide.join(' ')}>
      <header className="embed-head">
        <h1 className="visually-hidden">Tiller</h1>
        {shows('status') && <EngineStatusLine />}
        <OpenInTiller />
      </header>
      <Notices />
      <main className="instrument">
        {shows('prompt') && (
          <ErrorBoundary region="prompt">
            <RequestBar />
          </ErrorBoundary>
        )}
        {shows('sliders') && (
          <ErrorBoundary region="sliders">
            <MixPanel />
          </ErrorBoundary>
        )}
        {view === 'panes' ? (
          <ErrorBoundary region="answers">
            <Panes />
          </ErrorBoundary>
        ) : (
          <ErrorBoundary region="chart">
            <FrontPanel meanwhile={<section className="front" aria-label="Chart" aria-busy="true" />} />
          </ErrorBoundary>
        )}
      </main>
    </div>
  );
}
