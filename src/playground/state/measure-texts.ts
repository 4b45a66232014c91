/** Asks the engine for what no text gives: how far a text is from the base, and what the learned reward says of it. */

import type { EnginePort } from '../../engine/engine-port.ts';
import { isAbort } from '../../lm/errors.ts';
import type { SlotSource, TextScore } from '../../lm/requests.ts';
import { failureInWords } from './failure.ts';
import { scoreRequest } from './job.ts';
import { isSettled, type Run, type Scores, type Settled } from './run.ts';
import type { RunsStore } from './runs-store.ts';

/** The rewards of a pack that the engine measures, and how they are read from its answer. */
export interface EngineRewards {
  /** Empty where text decides all. */
  readonly ids: readonly string[];
  readonly read: (score: TextScore) => Scores;
}

export interface MeasureDeps {
  readonly engine: Pick<EnginePort, 'score'>;
  readonly runs: RunsStore;
  readonly engineRewards: EngineRewards;
  readonly slots: readonly SlotSource[];
}

/** Measures every settled text that still lacks a score, in one call; a failure is told in the store. */
export async function measureTexts({ engine, runs, engineRewards: { ids, read }, slots }: MeasureDeps, signal: AbortSignal): Promise<void> {
  const lacking = Object.values(runs.getState().runs).filter(
    (run): run is Settled => isSettled(run) && run.tokens.length > 0 && ids.some((id) => !(id in run.scores)),
  );
  const [first] = lacking;
  if (!first || signal.aborted) return;
  runs.setState({ busy: true });
  /** Only a pane that still shows that text. */
  const changeText = ({ job, text }: Settled, next: (run: Settled) => Run) =>
    runs.getState().change(job.pane, (run) => (isSettled(run) && run.text === text ? next(run) : run));
  for (const run of lacking) changeText(run, (now) => ({ ...now, measuring: true }));
  try {
    // At temperature 0 a policy has one text and no log-ratio: the text is measured as if it were sampled at 1.
    const { temperature } = first.job.sampling;
    const result = await engine.score(
      { groups: lacking.map(scoreRequest), temperature: temperature > 0 ? temperature : 1, slots },
      // What the reader reads is there: somebody's words go first.
      { signal, priority: 'background' },
    );
    if (signal.aborted) return;
    for (const [i, group] of result.groups.entries()) {
      changeText(lacking[i] as Settled, (now) => {
        const scores = { ...now.scores, ...read(group) };
        return { ...now, scores, settledScores: scores };
      });
    }
  } catch (error) {
    if (!signal.aborted && !isAbort(error)) runs.setState({ error: `The texts could not be measured: ${failureInWords(error)}` });
  } finally {
    for (const run of lacking) changeText(run, (now) => ({ ...now, measuring: false }));
  }
}
