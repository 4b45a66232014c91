import { useEffect } from 'react';
import { isRunning } from '../playground/state/samples.ts';
import type { Tiller } from '../playground/state/tiller.ts';
import { composes } from '../ui/composing.ts';

/** Escape stops what runs; Ctrl or Cmd with Z and Shift+Z undo and redo what steers, but not while text is edited. */
export function useShortcuts(tiller: Tiller): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (composes(event)) return;
      if (event.key === 'Escape') return stopNearest(tiller);
      if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || editsText(event.target)) return;
      event.preventDefault();
      const history = tiller.history.getState();
      if (event.shiftKey) history.redo();
      else history.undo();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [tiller]);
}

/** The answers; where none is being written, the samples of a pane, then what is written to be read; and last the sweep, which works behind all. */
function stopNearest({ runs, running, samples, strip, sweep }: Tiller): void {
  if (runs.getState().busy) running.stop();
  else if (isRunning(samples.getState())) samples.stop();
  else if (strip.getState().writing) strip.getState().stop();
  else sweep.getState().stop();
}

/** Text fields have their own undo. */
function editsText(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === 'text');
}
