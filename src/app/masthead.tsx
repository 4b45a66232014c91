import type { ReactNode } from 'react';

/** The title line; stands before anything is loaded. */
export function Masthead({ children }: { readonly children?: ReactNode }) {
  return (
    <header className="masthead">
      <div>
        <h1>Tiller</h1>
        <p className="lead">Steer a language model between rewards, and compare methods side by side.</p>{' '}
        <a className="masthead-link" href="#/learn">
          Course
        </a>
      </div>
      {children}
    </header>
  );
}
