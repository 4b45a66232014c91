/** The policy of a pane at the present weights as one adapter, for Python's peft and others; or why it is none. */
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import { download } from '../../ui/download.ts';
import { mixRefusal } from '../state/mix-download.ts';
import type { PaneChoice } from '../state/panes-store.ts';
import { useTiller } from '../state/tiller-context.ts';

type Outcome = 'working' | { readonly failed: string } | undefined;

export function MixDownload({ pane }: { readonly pane: PaneChoice }) {
  const { mix, engine, steer, refusal: paneRefusal, exportMix } = useTiller();
  const weights = useStore(mix, (state) => state.weights);
  const ready = useStore(engine, (state) => state.status.kind === 'ready');
  const [outcome, setOutcome] = useState<Outcome>();
  const noteId = useId();
  const refusal =
    paneRefusal(pane, weights) ?? mixRefusal(steer(pane, weights)) ?? (ready ? undefined : 'It can be had once the model is loaded.');
  const working = outcome === 'working';
  async function save() {
    setOutcome('working');
    try {
      const { zip, name } = await exportMix(pane);
      download(zip, name, 'application/zip');
      setOutcome(undefined);
    } catch (error) {
      setOutcome({ failed: error instanceof Error ? error.message : String(error) });
    }
  }
  return (
    <div className="mix-download">
      <button
        type="button"
        className="button"
        // Reachable, so that the reason is heard.
        aria-disabled={refusal !== undefined || working}
        aria-describedby={noteId}
        onClick={() => refusal === undefined && !working && void save()}
      >
        Download this mix
      </button>{' '}
      <span id={noteId} role="status">
        {refusal ?? note(outcome)}
      </span>
    </div>
  );
}

function note(outcome: Outcome): string {
  if (outcome === 'working') return 'Adding the adapters up …';
  if (outcome) return `It could not be made: ${outcome.failed}`;
  return 'One LoRA adapter in PEFT’s format, at these weights.';
}
