/** Says that a pane's answer goes on from a word of the reader's, and takes it back. */
import { useStore } from 'zustand';
import type { Run } from '../state/run.ts';
import { useTiller } from '../state/tiller-context.ts';
import { undoFork } from '../why/question-of.ts';
import './fork-note.css';

export function ForkNote({ pane, name, run }: { readonly pane: string; readonly name: string; readonly run: Run }) {
  const tiller = useTiller();
  const fork = useStore(tiller.forks, ({ forks }) => forks[pane]);
  if (!fork || !('job' in run) || !run.job.prefix) return null;
  return (
    <p className="fork-note">
      <span>
        Goes on from your “<b dir="auto">{fork.choice}</b>”: no longer the seed’s own text.
      </span>
      <button type="button" className="button plain" aria-label={`Undo your choice in ${name}`} onClick={() => undoFork(tiller, pane)}>
        Undo
      </button>
    </p>
  );
}
