import type { ReactNode } from 'react';

/** The title line; stands before anything is loaded. */
export function Masthead({ children }: { readonly children?: ReactNode }) {
  return (
    <header className="masthead">
      <div>
        <h1>Tiller</h1>
        <p className="lead">Pull a language model toward one reward or another, and watch two ways of mixing them answer side by side.</p>
      </div>
      {children}
    </header>
  );
}
