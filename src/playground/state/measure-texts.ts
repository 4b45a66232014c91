/** Asks the engine for what no text gives: how far a text is from the base, and what the learned reward says of it. */

import type { EnginePort } from '../../engine/engine-port.ts';
import { isAbort } from '../../lm/errors.ts';
import type { TextScore } from '../../lm/requests.ts';
import { failureInWords } from './failure.ts';
import { emptyRun, type Run, type RunsStore, scoreRequest } from './runs-store.ts';

/** The rewards of a pack that the engine measures, and how they are read from its answer. */
export interface EngineRewards {
  /** Empty where text decides all. */
  readonly ids: readonly string[];
  readonly read: (score: TextScore) => Readonly<Record<string, number>>;
}

export interface MeasureDeps {
  readonly engine: Pick<EnginePort, 'score'>;
  readonly runs: RunsStore;
  readonly engineRewards: EngineRewards;
}

/** Measures every settled text that still lacks a score, in one call; a failure is told in the store. */
export async function measureTexts({ engine, runs, engineRewards: { ids, read } }: MeasureDeps, signal: AbortSignal): Promise<void> {
  const runOf = (pane: string): Run => runs.getState().runs[pane] ?? emptyRun;
  const lacks = ({ status, tokens, scores }: Run) =>
    (status === 'done' || status === 'stopped') && tokens.length > 0 && ids.some((id) => !(id in scores));
  const open = Object.entries(runs.getState().runs).flatMap(([pane, run]) => (run.job && lacks(run) ? [{ pane, job: run.job, run }] : []));
  const [first] = open;
  if (!first || signal.aborted) return;
  runs.setState({ busy: true });
  for (const { pane } of open) runs.getState().patch(pane, { measuring: true });
  try {
    // At temperature 0 a policy has one text and no log-ratio: the text is measured as if it were sampled at 1.
    const { temperature } = first.job.sampling;
    const groups = open.map(({ job, run }) => scoreRequest(job, run));
    const result = await engine.score({ groups, temperature: temperature > 0 ? temperature : 1 }, { signal });
    for (const group of result.groups) {
      const { text, scores: textScores } = runOf(group.id);
      // The pane may have moved on while its old text was measured.
      if (signal.aborted || text !== open.find(({ pane }) => pane === group.id)?.run.text) continue;
      const scores = { ...textScores, ...read(group) };
      runs.getState().patch(group.id, { scores, settledScores: scores });
    }
  } catch (error) {
    if (!signal.aborted && !isAbort(error)) runs.setState({ error: `The texts could not be measured: ${failureInWords(error)}` });
  } finally {
    for (const { pane } of open) if (runOf(pane).measuring) runs.getState().patch(pane, { measuring: false });
  }
}
