/** The page: one line that says what it is, then the instrument. The only place that knows all features. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { EngineStatusLine } from '../playground/engine/engine-status.tsx';
import { MixPanel } from '../playground/mix/mix-panel.tsx';
import { PackPicker } from '../playground/packs/pack-picker.tsx';
import { Panes } from '../playground/panes/panes.tsx';
import { RequestBar } from '../playground/request/request-bar.tsx';
import { Settings } from '../playground/settings/settings.tsx';
import type { Tiller } from '../playground/state/tiller.ts';
import { TillerContext } from '../playground/state/tiller-context.ts';
import { TakeAway } from '../playground/take-away/take-away.tsx';
import { parseEmbed } from '../site/embed.ts';
import { visitStorage } from '../site/storage.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { latePart } from '../ui/late-part.tsx';
import { About } from './about.tsx';
import { Embedded } from './embed/embedded.tsx';
import { Masthead } from './masthead.tsx';
import { Notices } from './notices.tsx';
import { Invitation, useInvitation } from './tour/invitation.tsx';
import { useShortcuts } from './use-shortcuts.ts';

// The chart library is the largest part of the page's code; the sliders and the texts do not wait for it.
const FrontPanel = latePart(() => import('../playground/front/front-panel.tsx').then((module) => module.FrontPanel));
const GoodhartPanel = latePart(() => import('../playground/front/goodhart-panel.tsx').then((module) => module.GoodhartPanel));
const Strip = latePart(() => import('../playground/strip/strip.tsx').then((module) => module.Strip));
const Talk = latePart(() => import('./talk/talk.tsx').then((module) => module.Talk));
const Tour = latePart(() => import('./tour/tour.tsx').then((module) => module.Tour));
const Numbers = latePart(() => import('../playground/front/numbers.tsx').then((module) => module.Numbers));

export function App({ tiller }: { readonly tiller: Tiller }) {
  useShortcuts(tiller);
  const [{ view, hide, notices }] = useState(() => parseEmbed(location.search));
  const [talking, setTalking] = useState(false);
  useEffect(() => {
    for (const notice of notices) tiller.view.getState().notify(notice);
  }, [tiller.view, notices]);
  const leaveTalk = useCallback(() => setTalking(false), []);
  return (
    <TillerContext value={tiller}>
      {view === 'panes' || view === 'front' ? (
        <Embedded view={view} hide={hide} />
      ) : talking ? (
        <ErrorBoundary region="full screen">
          <Talk onLeave={leaveTalk} />
        </ErrorBoundary>
      ) : (
        <Page tiller={tiller} onTalk={() => setTalking(true)} />
      )}
      <Announcer tiller={tiller} />
    </TillerContext>
  );
}

function Page({ tiller, onTalk }: { readonly tiller: Tiller; readonly onTalk: () => void }) {
  const main = useRef<HTMLElement>(null);
  const [invited, seeTour] = useInvitation(visitStorage);
  const [touring, setTouring] = useState(false);
  const leaveTour = useCallback(() => setTouring(false), []);
  const startTour = () => {
    seeTour();
    setTouring(true);
  };
  return (
    <>
      {/* Not a link: the hash is the state of the page. */}
      <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
        Skip to sliders and answers
      </button>
      <div className="page">
        <Masthead invitation={invited && <Invitation onStart={startTour} onDismiss={seeTour} />}>
          <EngineStatusLine />
        </Masthead>
        <Notices />
        <main id="instrument" ref={main} tabIndex={-1}>
          <PackPicker />
          <div className="instrument">
            <ErrorBoundary region="prompt">
              <RequestBar />
            </ErrorBoundary>
            <ErrorBoundary region="sliders">
              <MixPanel />
            </ErrorBoundary>
            <ErrorBoundary region="answers">
              <Answers tiller={tiller} />
            </ErrorBoundary>
            <ErrorBoundary region="chart">
              <FrontPanel meanwhile={<section className="front" aria-label="Chart" aria-busy="true" />} />
            </ErrorBoundary>
            <ErrorBoundary region="numbers">
              <div className="numbers-column">
                <GoodhartPanel />
                <Numbers />
              </div>
            </ErrorBoundary>
          </div>
          <ErrorBoundary region="settings">
            <Settings />
          </ErrorBoundary>
          <TakeAway onTalk={onTalk} onTour={startTour} />
        </main>
        <About />
      </div>
      {touring && (
        <ErrorBoundary region="tour">
          <Tour onLeave={leaveTour} />
        </ErrorBoundary>
      )}
    </>
  );
}

/** The panes, or the texts along a path in their place. */
function Answers({ tiller }: { readonly tiller: Tiller }) {
  const reading = useStore(tiller.view, (state) => state.reading);
  if (!reading) return <Panes />;
  return <Strip key={tiller.packId} meanwhile={<section className="strip" aria-label="Texts" aria-busy="true" />} />;
}

/** Two regions that speak in turn: one that got the same sentence again would not have changed, and nothing would be heard. */
function Announcer({ tiller }: { readonly tiller: Tiller }) {
  const { announcement, announcements } = useStore(tiller.view);
  return [0, 1].map((turn) => (
    <div key={turn} className="visually-hidden" role="status" aria-live="polite">
      {announcements % 2 === turn ? announcement : ''}
    </div>
  ));
}
