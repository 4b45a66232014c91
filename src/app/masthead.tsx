import type { ReactNode } from 'react';

export interface MastheadProps {
  /** Beside the links. */
  readonly invitation?: ReactNode;
  readonly children?: ReactNode;
}

/** The title line; stands before anything is loaded. */
export function Masthead({ invitation, children }: MastheadProps) {
  return (
    <header className="masthead">
      <div>
        <h1>Tiller</h1>
        <p className="lead">Steer a language model between rewards, and compare methods side by side.</p>{' '}
        <a className="masthead-link" href="#/learn">
          Course
        </a>
        <a className="masthead-link" href="#/workshop">
          Workshop
        </a>
        {invitation}
      </div>
      {children}
    </header>
  );
}
