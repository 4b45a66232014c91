/** Asks the engine for what no text gives: how far a text is from the base, and what the learned reward says of it. */

import type { EnginePort } from '../../engine/engine-port.ts';
import { isAbort } from '../../lm/errors.ts';
import type { ScoreArgs, SlotSource, TextScore } from '../../lm/requests.ts';
import type { ReadOptions } from '../../rewards/own/measure-learned.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import { failureInWords } from './failure.ts';
import { scoreRequest } from './job.ts';
import { isSettled, type Run, type Scores, type Settled } from './run.ts';
import type { RunsStore } from './runs-store.ts';

/** The rewards of a pack that the engine measures, and how they are read from its answer. */
export interface EngineRewards {
  /** Empty where text decides all. */
  readonly ids: readonly string[];
  readonly read: (score: TextScore) => Scores;
  /** What a pack's own learned rewards say of answers, one record each; absent where it has none. */
  readonly own?: (answers: readonly RewardInput[], options: ReadOptions) => Promise<readonly Scores[]>;
}

/** A text as the engine scored it, and all that its scores say. */
export interface EngineScores {
  readonly group: TextScore;
  readonly scores: Scores;
}

/** Asks the engine for scores of texts. @param answers The texts of `args.groups`, in their order. */
export async function scoreTexts(
  { engine, engineRewards: { read, own } }: Pick<MeasureDeps, 'engine' | 'engineRewards'>,
  args: ScoreArgs,
  answers: readonly RewardInput[],
  options: ReadOptions & { readonly signal: AbortSignal },
): Promise<EngineScores[]> {
  const { groups } = await engine.score(args, options);
  const learned = own ? await own(answers, options) : [];
  return groups.map((group, i) => ({ group, scores: { ...read(group), ...learned[i] } }));
}

export interface MeasureDeps {
  readonly engine: Pick<EnginePort, 'score'>;
  readonly runs: RunsStore;
  readonly engineRewards: EngineRewards;
  readonly slots: readonly SlotSource[];
}

/** Measures every settled text that still lacks a score, in one call; a failure is told in the store. */
export async function measureTexts({ engine, runs, engineRewards, slots }: MeasureDeps, signal: AbortSignal): Promise<void> {
  const lacking = Object.values(runs.getState().runs).filter(
    (run): run is Settled => isSettled(run) && run.tokens.length > 0 && engineRewards.ids.some((id) => !(id in run.scores)),
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
    const scored = await scoreTexts(
      { engine, engineRewards },
      { groups: lacking.map(scoreRequest), temperature: temperature > 0 ? temperature : 1, slots },
      lacking.map(({ job, text, stop }) => ({ prompt: job.prompt, text, finished: stop === 'end' })),
      // What the reader reads is there: somebody's words go first.
      { signal, priority: 'background' },
    );
    if (signal.aborted) return;
    for (const [i, { scores: measured }] of scored.entries()) {
      changeText(lacking[i] as Settled, (now) => {
        const scores = { ...now.scores, ...measured };
        return { ...now, scores, settledScores: scores };
      });
    }
  } catch (error) {
    if (!signal.aborted && !isAbort(error)) runs.setState({ error: `The texts could not be measured: ${failureInWords(error)}` });
  } finally {
    for (const run of lacking) changeText(run, (now) => ({ ...now, measuring: false }));
  }
}
