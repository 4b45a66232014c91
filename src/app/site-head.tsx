import type { ReactElement } from 'react';
import { formatRoute, type Route } from '../site/route.ts';
import { strings } from '../strings/strings.ts';
import './site-head.css';

const frame = strings.frame;

export interface SiteHeadProps {
  readonly page: Route['page'];
  /** What the first tab stop says and does. */
  readonly skip: string;
  readonly onSkip: () => void;
}

/** The head of course and workshop: the site's name, and the way to its pages. */
export function SiteHead({ page, skip, onSkip }: SiteHeadProps): ReactElement {
  const pages = [
    [frame.playground, { page: 'playground' }],
    [frame.course, { page: 'contents' }],
    [frame.workshop, { page: 'workshop' }],
  ] as const;
  return (
    <>
      {/* Not a link: the hash is the address of the page. */}
      <button type="button" className="skip-link" onClick={onSkip}>
        {skip}
      </button>
      <header className="site-head">
        <p>
          <a href={formatRoute({ page: 'playground' })}>Tiller</a>
        </p>
        <nav aria-label={frame.pages}>
          {pages.map(([name, route]) => (
            <a key={name} href={formatRoute(route)} aria-current={route.page === page ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
      </header>
    </>
  );
}
