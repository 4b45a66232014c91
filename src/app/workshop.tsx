/** The workshop's page: reads the small files that it starts from, then hands over to the bench. */
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { messageOf } from '../lm/errors.ts';
import { parseEmbed } from '../site/embed.ts';
import { registerServiceWorker } from '../site/register-service-worker.ts';
import type { Route } from '../site/route.ts';
import { strings } from '../strings/strings.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { Bench } from '../workshop/bench.tsx';
import type { Workshop } from '../workshop/state/workshop.ts';
import { WorkshopContext } from '../workshop/state/workshop-context.ts';
import { OpenInTiller } from './embed/open-in-tiller.tsx';
import { SiteHead } from './site-head.tsx';
import { sharedWorkshop } from './start-workshop.ts';
import './embed/embed.css';

const frame = strings.frame;

export function WorkshopPage({ route }: { readonly route: Extract<Route, { page: 'workshop' }> }): ReactElement {
  const [embedded] = useState(() => parseEmbed(location.search).view !== undefined);
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = frame.documentTitle.replace('{title}', frame.workshop);
    if (!embedded) void registerServiceWorker();
  }, [embedded]);
  if (embedded) return <NotEmbedded />;
  return (
    <div className="page">
      <SiteHead page="workshop" skip={frame.skipToWorkshop} onSkip={() => main.current?.focus()} />
      <main ref={main} tabIndex={-1}>
        <ErrorBoundary region="workshop">
          <Opening route={route} />
        </ErrorBoundary>
      </main>
    </div>
  );
}

/** A frame of another page is no place to train in: its storage may be another's, and its reader did not come for that. */
function NotEmbedded(): ReactElement {
  return (
    <div className="page embedded">
      <main>
        <p>{frame.workshopNotEmbedded}</p>
        <p>
          <OpenInTiller />
        </p>
      </main>
    </div>
  );
}

function Opening({ route }: { readonly route: Extract<Route, { page: 'workshop' }> }): ReactElement {
  const [state, setState] = useState<{ readonly workshop: Workshop } | { readonly error: string }>();
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt starts over
  useEffect(() => {
    let shown = true;
    setState(undefined);
    sharedWorkshop().then(
      (workshop) => shown && setState({ workshop }),
      (error: unknown) => shown && setState({ error: messageOf(error) }),
    );
    return () => {
      shown = false;
    };
  }, [attempt]);
  if (state && 'workshop' in state) {
    return (
      <WorkshopContext value={state.workshop}>
        <Bench station={route.station} start={route.start} />
      </WorkshopContext>
    );
  }
  return (
    <>
      <h1 className="visually-hidden">{frame.workshop}</h1>
      {state ? (
        <div className="notice error" role="alert">
          <span>
            {frame.workshopFailed} {state.error}
          </span>
          <span className="actions">
            <button type="button" className="button" onClick={() => setAttempt(attempt + 1)}>
              {frame.again}
            </button>
          </span>
        </div>
      ) : (
        <p className="booting" role="status">
          {frame.workshopOpening}
        </p>
      )}
    </>
  );
}
