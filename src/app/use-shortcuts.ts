import { useEffect } from 'react';
import type { Tiller } from '../playground/state/tiller.ts';
import { composes } from '../ui/composing.ts';

/** Escape stops the running answers; Ctrl or Cmd with Z and Shift+Z undo and redo what steers, but not while text is edited. */
export function useShortcuts({ history, runs, running, samples }: Tiller): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (composes(event)) return;
      if (event.key === 'Escape' && runs.getState().busy) return running.stop();
      if (event.key === 'Escape') return samples.stop();
      if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || editsText(event.target)) return;
      event.preventDefault();
      if (event.shiftKey) history.getState().redo();
      else history.getState().undo();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [history, runs, running, samples]);
}

/** Text fields have their own undo. */
function editsText(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === 'text');
}
