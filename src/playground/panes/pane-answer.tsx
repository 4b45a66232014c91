/** What stands in a pane: the answer, or its words one by one where the reader asks why they are there. */
import { useStore } from 'zustand';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { latePart } from '../../ui/late-part.tsx';
import type { Run } from '../state/run.ts';
import { useTiller } from '../state/tiller-context.ts';
import { Answer } from './answer.tsx';
import { ForkNote } from './fork-note.tsx';

const WhyAnswer = latePart(() => import('../why/why-answer.tsx').then((code) => code.WhyAnswer));

export interface PaneAnswerProps {
  readonly pane: string;
  readonly name: string;
  readonly run: Run;
  /** Why there can be no text, in a sentence. */
  readonly refused: string | undefined;
}

export function PaneAnswer({ pane, name, run, refused }: PaneAnswerProps) {
  const { why } = useTiller();
  const asked = useStore(why.store, ({ open }) => open.includes(pane));
  return (
    <div>
      <ForkNote pane={pane} name={name} run={run} />
      {asked && refused === undefined ? (
        <ErrorBoundary region="explanation">
          <WhyAnswer pane={pane} name={name} meanwhile={<Answer run={run} />} />
        </ErrorBoundary>
      ) : (
        <Answer run={run} refused={refused} />
      )}
    </div>
  );
}
