/** For talks: sliders and answers in big type, and nothing else. Keys lead from corner to corner; Escape leads back. */
import { type ReactElement, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { MixPanel } from '../../playground/mix/mix-panel.tsx';
import { Panes } from '../../playground/panes/panes.tsx';
import { useTiller } from '../../playground/state/tiller-context.ts';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { cornerOfKey } from './corner-of-key.ts';
import './talk.css';

export function Talk({ onLeave }: { readonly onLeave: () => void }): ReactElement {
  const { mix, rewards, request, view } = useTiller();
  const prompt = useStore(request, (state) => state.prompt);
  const main = useRef<HTMLElement>(null);
  useFullScreen(onLeave);
  useEffect(() => main.current?.focus(), []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        // Only this: what runs goes on.
        event.stopImmediatePropagation();
        return onLeave();
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isControl(event.target)) return;
      const corner = cornerOfKey(event.key, mix.getState().weights);
      if (!corner) return;
      event.preventDefault();
      mix.getState().set(corner.weights);
      view.getState().announce(`All ${rewards[corner.index]?.label.toLowerCase()}.`);
    };
    addEventListener('keydown', onKeyDown, true);
    return () => removeEventListener('keydown', onKeyDown, true);
  }, [mix, rewards, view, onLeave]);
  return (
    <main ref={main} className="talk" tabIndex={-1} aria-label="Full screen">
      <h1 className="talk-prompt" dir="auto">
        {prompt}
      </h1>
      <ErrorBoundary region="sliders">
        <MixPanel />
      </ErrorBoundary>
      <ErrorBoundary region="answers">
        <Panes />
      </ErrorBoundary>
      <p className="talk-keys">
        <span>
          {rewards.map(({ id, label }, i) => (
            <span key={id}>
              <kbd>{i + 1}</kbd> {label.toLowerCase()}{' '}
            </span>
          ))}
        </span>
        <button type="button" className="button plain" aria-keyshortcuts="Escape" onClick={onLeave}>
          Leave
        </button>
      </p>
    </main>
  );
}

/** The whole screen where the browser gives it; who leaves that by the browser's own means leaves the talk. */
function useFullScreen(onLeave: () => void): void {
  useEffect(() => {
    let had = false;
    const root = document.documentElement;
    // Refused where the page is in a frame that may not: then the window has to do.
    root.requestFullscreen?.().catch(() => undefined);
    const onChange = () => {
      if (document.fullscreenElement) had = true;
      else if (had) onLeave();
    };
    document.addEventListener('fullscreenchange', onChange);
    return () => {
      document.removeEventListener('fullscreenchange', onChange);
      if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    };
  }, [onLeave]);
}

/** Sliders, fields and lists have their own keys. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
