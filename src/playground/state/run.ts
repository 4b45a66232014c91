/** What a pane shows, in each of its states, and how one follows from another. */
import type { GroupResult, StopReason } from '../../lm/requests.ts';
import { mean } from '../../math/statistics.ts';
import type { Weighting } from '../../methods/method.ts';
import { draftKey, type Job, jobKey } from './job.ts';

/** Reward ids and 'guard' to scores. */
export type Scores = Readonly<Record<string, number>>;

interface Shown {
  readonly text: string;
  /** Of the text shown. */
  readonly scores: Scores;
  /** Of the last settled text, which the chart shows while a new one streams. */
  readonly settledScores: Scores;
}

interface Asked extends Shown {
  readonly job: Job;
  /** The settled text before the last change of weights; undefined when there is nothing to compare with. */
  readonly previousText: string | undefined;
}

/** Of the model, not measured before. */
interface Live extends Asked {
  readonly tokens: readonly number[];
  /** Tokens of the longest text of this prompt so far: the draft of the next run. */
  readonly draft: readonly number[];
}

/** How a text was made. */
export interface Made {
  /** Draft tokens that stood (undefined where drafts are not taken), and how many the draft had. */
  readonly kept: number | undefined;
  readonly drafted: number;
  readonly ties: number;
  readonly tokensPerSecond: number | undefined;
  /** Of MOD: how far the experts part, mean over the tokens, in nats. */
  readonly misalignment: number | undefined;
}

/** A text that will not change by itself. */
export interface Settled extends Live {
  readonly status: 'done' | 'stopped';
  readonly stop: StopReason;
  /** Undefined where the reader stopped it. */
  readonly made: Made | undefined;
  /** The engine is asked for scores that no text gives: closeness to the base, the learned reward. */
  readonly measuring: boolean;
}

export type Run =
  /** Nothing to show yet. */
  | (Shown & { readonly status: 'empty' })
  /** A measured sample of the nearest grid point, whose weights are `measuredAt`. */
  | (Asked & { readonly status: 'precomputed'; readonly stop: StopReason; readonly measuredAt: Weighting })
  /** Sent to the engine; an older text may still be shown. */
  | (Live & { readonly status: 'queued' | 'streaming' })
  | Settled
  /** Of a file, or kept before; `measuredAt` as above, where it was measured. */
  | (Live & { readonly status: 'opened'; readonly stop: StopReason; readonly measuredAt: Weighting | undefined })
  | (Live & { readonly status: 'failed' });

export const emptyRun: Run = { status: 'empty', text: '', scores: {}, settledScores: {} };

/** @param scores Of the sample: what only the engine can measure was measured with it. */
export function precomputed(
  before: Run,
  job: Job,
  sample: { readonly text: string; readonly finished: boolean; readonly weights: Weighting },
  scores: Scores,
): Run {
  const sameQuestion = before.status === 'precomputed' && before.job.prompt === job.prompt;
  return {
    status: 'precomputed',
    job,
    text: sample.text,
    previousText: sameQuestion ? before.text : undefined,
    measuredAt: sample.weights,
    stop: sample.finished ? 'end' : 'length',
    scores,
    settledScores: scores,
  };
}

/** A recorded text, shown as it is for what it was asked. */
export function opened(
  job: Job,
  {
    text,
    tokens,
    stop,
    scores,
    measuredAt,
  }: Pick<GroupResult, 'text' | 'tokens' | 'stop'> & { readonly scores: Scores; readonly measuredAt?: Weighting | undefined },
): Extract<Run, { readonly status: 'opened' }> {
  return { status: 'opened', job, text, tokens, draft: tokens, previousText: undefined, stop, measuredAt, scores, settledScores: scores };
}

/** Waits for its first token; the text before stays meanwhile. */
export function queued(before: Run, job: Job): Live & Run {
  const live = 'draft' in before && draftKey(before.job) === draftKey(job) ? before : undefined;
  const settled = live?.status === 'done' || live?.status === 'stopped' || live?.status === 'opened';
  return {
    status: 'queued',
    job,
    text: before.text,
    tokens: 'tokens' in before ? before.tokens : [],
    draft: live?.draft ?? [],
    // While a slider is dragged, runs are cut off before they settle: the comparison stays with the last settled text.
    previousText: settled ? live.text : live?.previousText,
    scores: before.scores,
    settledScores: before.settledScores,
  };
}

/** More of the text came; the first words replace the older text. */
export function streamed(before: Run, delta: { readonly tokens: readonly number[]; readonly text: string }): Run {
  if (before.status !== 'queued' && before.status !== 'streaming') return before;
  const fresh = before.status === 'queued';
  return {
    ...before,
    status: 'streaming',
    tokens: fresh ? delta.tokens : [...before.tokens, ...delta.tokens],
    text: fresh ? delta.text : before.text + delta.text,
  };
}

/** The text is there. */
export function finished(
  before: Run,
  result: GroupResult,
  { drafted, tokensPerSecond, scores }: Pick<Made, 'drafted' | 'tokensPerSecond'> & { readonly scores: Scores },
): Run {
  if (!('draft' in before)) return before;
  const { text, tokens, stop, kept, ties } = result;
  const misalignment = result.misalignment?.length ? mean(result.misalignment) : undefined;
  return {
    status: stop === 'aborted' ? 'stopped' : 'done',
    job: before.job,
    previousText: before.previousText,
    text,
    tokens,
    draft: stop === 'aborted' ? longerDraft(tokens, before.draft) : tokens,
    stop,
    made: { kept, drafted, ties, tokensPerSecond, misalignment },
    measuring: false,
    scores,
    settledScores: scores,
  };
}

/**
 * Cut off on its way: what came stays on the screen and the longest text stays the draft.
 * @param settled The reader stopped it, or it failed. One that a newer wish replaces is not settled, so that the comparison stays with the
 * text before the drag.
 */
export function cutOff(before: Run, settled: boolean): Run {
  if (before.status !== 'streaming' && before.status !== 'queued') return before;
  const draft = before.status === 'streaming' ? longerDraft(before.tokens, before.draft) : before.draft;
  if (!settled) return { ...before, draft };
  if (before.text === '') return emptyRun;
  return { ...before, status: 'stopped', stop: 'aborted', draft, made: undefined, measuring: false, settledScores: before.scores };
}

/** The call failed; what was shown stays. */
export function failed(before: Run, job: Job): Run {
  return { ...queued(before, job), status: 'failed' };
}

/** True for a text of the live model that will not change by itself. */
export function isSettled(run: Run): run is Settled {
  return run.status === 'done' || run.status === 'stopped';
}

/** True for the text of this very job. */
export function answers(run: Run, job: Job): boolean {
  return (run.status === 'done' || run.status === 'opened') && jobKey(run.job) === jobKey(job);
}

/** What is known of the new text, continued with the older one where that is longer: a wrong guess costs no token. */
function longerDraft(tokens: readonly number[], older: readonly number[]): readonly number[] {
  return [...tokens, ...older.slice(tokens.length)];
}
