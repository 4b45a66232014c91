/** Chooses the page by the address, before anything of any is fetched. */
import { type ReactElement, useEffect, useState } from 'react';
import { parseRoute, type Route } from '../site/route.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { latePart } from '../ui/late-part.tsx';
import { Masthead } from './masthead.tsx';

const Playground = latePart(() => import('./boot.tsx').then(({ Boot }) => Boot));
const Course = latePart(() => import('./course.tsx').then(({ Course }) => Course));
const Workshop = latePart(() => import('./workshop.tsx').then(({ WorkshopPage }) => WorkshopPage));

export function Root(): ReactElement {
  const [route, setRoute] = useState<Route>(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = () => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => {
    if (route.page === 'playground') document.title = 'Tiller';
  }, [route.page]);
  return (
    // Keyed by the code that it guards: within the course a new key would forget where the reader came from, and the focus with it.
    <ErrorBoundary key={codeOf(route)} region="page">
      <Page route={route} />
    </ErrorBoundary>
  );
}

/** Pages of one name come with one code. */
function codeOf({ page }: Route): 'playground' | 'course' | 'workshop' {
  return page === 'playground' || page === 'workshop' ? page : 'course';
}

function Page({ route }: { readonly route: Route }): ReactElement {
  if (route.page === 'playground') return <Playground meanwhile={<Waiting />} />;
  if (route.page === 'workshop') return <Workshop route={route} />;
  return <Course route={route} />;
}

/** What index.html shows, until the playground's code is here. */
function Waiting(): ReactElement {
  return (
    <div className="page">
      <Masthead />
    </div>
  );
}
