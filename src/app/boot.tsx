/** Paints at once, fetches the small files (pack, front, word list), then hands over to the page. */

import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { messageOf } from '../lm/errors.ts';
import { registerServiceWorker } from '../site/register-service-worker.ts';
import { LateCancel } from '../ui/late-cancel.tsx';
import { App } from './app.tsx';
import type { OpenTiller } from './follow-address.ts';
import { Masthead } from './masthead.tsx';
import { cancelStart, sharedTiller, startEngineOnce } from './start-tiller.ts';

type BootState = { readonly opened: OpenTiller } | { readonly error: string } | undefined;

export function Boot() {
  const [state, setState] = useState<BootState>();
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt starts over
  useEffect(() => {
    let shown = true;
    let started: OpenTiller | undefined;
    setState(undefined);
    // Under the service worker, what the engine fetches is kept for use without a network.
    const controlled = registerServiceWorker();
    sharedTiller().then(
      async (opened) => {
        if (!shown) return;
        started = opened;
        opened.getState().tiller.show();
        setState({ opened });
        void opened.getState().tiller.running.start();
        await controlled;
        if (shown) startEngineOnce(opened.getState().tiller);
      },
      (error: unknown) => {
        if (shown) setState({ error: messageOf(error) });
      },
    );
    return () => {
      shown = false;
      started?.getState().tiller.hide();
    };
  }, [attempt]);

  if (state && 'opened' in state) return <Opened opened={state.opened} />;
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
            Reading the pack … <LateCancel onCancel={cancelStart} />
          </p>
        )}
      </main>
    </div>
  );
}

function Opened({ opened }: { readonly opened: OpenTiller }) {
  return <App tiller={useStore(opened, (state) => state.tiller)} />;
}
