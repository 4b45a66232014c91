/** Puts a recorded run on the page: what was asked, and the texts that came of it, without asking the model again. */
import type { PaneChoice } from './panes-store.ts';
import { opened } from './run.ts';
import type { RunRecord } from './run-record.ts';
import type { Tiller } from './tiller.ts';

export type OpenRunDeps = Pick<Tiller, 'mix' | 'panes' | 'request' | 'runs' | 'running' | 'conversation' | 'jobs'>;

/** @param record Of this pack (`foreignRun`). */
export function openRun({ mix, panes, request, runs, running, conversation, jobs }: OpenRunDeps, record: RunRecord): void {
  const { prompt, system, seed, maxTokens, weights, sampling } = record;
  const { setPrompt, setSystem, setNumber } = request.getState();
  conversation.forget();
  mix.getState().set(weights);
  panes.getState().set(record.panes.map(({ policy, options }): PaneChoice => ({ policy, options })));
  setPrompt(prompt);
  setSystem(system);
  for (const [field, value] of Object.entries({ seed, maxTokens, ...sampling })) setNumber(field as Parameters<typeof setNumber>[0], value);
  // The wishes that these changes woke are for texts that are here.
  running.stop();
  const shown = jobs().flatMap((job, i) => {
    const pane = record.panes[i];
    // Turns before the prompt are the record's: a new answer begins without them.
    return pane ? [[job.pane, opened({ ...job, turns: pane.turns }, pane)] as const] : [];
  });
  runs.setState({ runs: Object.fromEntries(shown), error: undefined });
}
