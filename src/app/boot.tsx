/** Paints at once, fetches the small files (pack, front, word list), then hands over to the page. */
import { useEffect, useState } from 'react';
import type { Tiller } from '../state/tiller.ts';
import { App } from './app.tsx';
import { Masthead } from './masthead.tsx';
import { startTiller } from './start-tiller.ts';

type BootState = { readonly tiller: Tiller } | { readonly error: string } | undefined;

export function Boot() {
  const [state, setState] = useState<BootState>();
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt starts over
  useEffect(() => {
    const abort = new AbortController();
    setState(undefined);
    startTiller(abort.signal).then(
      (tiller) => setState({ tiller }),
      (error: unknown) => {
        if (!abort.signal.aborted) setState({ error: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => abort.abort();
  }, [attempt]);

  if (state && 'tiller' in state) return <App tiller={state.tiller} />;
  return (
    <div className="page">
      <Masthead />
      <main>
        {state ? (
          <div className="notice error" role="alert">
            <span>The page could not start. {state.error}</span>
            <span className="actions">
              <button type="button" className="button" onClick={() => setAttempt(attempt + 1)}>
                Try again
              </button>
            </span>
          </div>
        ) : (
          <p className="booting" role="status">
            Reading the pack …
          </p>
        )}
      </main>
    </div>
  );
}
