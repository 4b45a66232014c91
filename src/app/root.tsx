/** Chooses the page by the address, before anything of either is fetched. */
import { lazy, type ReactElement, Suspense, useEffect, useState } from 'react';
import { parseRoute, type Route } from '../site/route.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { Masthead } from './masthead.tsx';

const Playground = lazy(() => import('./boot.tsx').then((module) => ({ default: module.Boot })));
const Course = lazy(() => import('./course.tsx').then((module) => ({ default: module.Course })));

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
  const playground = route.page === 'playground';
  return (
    // Keyed by the code that it guards: within the course a new key would forget where the reader came from, and the focus with it.
    <ErrorBoundary key={String(playground)} region="page" retry={() => location.reload()}>
      <Suspense fallback={playground ? <Waiting /> : null}>{playground ? <Playground /> : <Course route={route} />}</Suspense>
    </ErrorBoundary>
  );
}

/** What index.html shows, until the playground's code is here. */
function Waiting(): ReactElement {
  return (
    <div className="page">
      <Masthead />
    </div>
  );
}
