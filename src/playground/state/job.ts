/** What a pane is to answer. */
import type { GroupRequest, Sampling, ScoreRequest, Turn } from '../../lm/requests.ts';
import type { Steering, Weighting } from '../../methods/method.ts';
import type { MethodOptions } from '../../methods/options.ts';
import type { Settled } from './run.ts';

/** Everything that determines a pane's text: equal jobs have equal texts. */
export interface Job {
  readonly pane: string;
  /** Id. */
  readonly policy: string;
  /** What was said in the pane before the prompt. */
  readonly turns: readonly Turn[];
  readonly prompt: string;
  readonly system: string;
  readonly seed: number;
  readonly sampling: Sampling;
  readonly maxTokens: number;
  readonly steering: Steering;
  /** Tokens that the reader gave the text to begin with. */
  readonly prefix?: readonly number[];
  /** What the steering was made from; for display only. */
  readonly weights: Weighting;
  readonly options: MethodOptions;
}

/** Equal for jobs that must give the same text. */
export function jobKey(job: Job): string {
  return JSON.stringify([draftKey(job), job.steering]);
}

/** Equal for jobs that differ in their steering at most: the one's text is a good draft for the other. */
export function draftKey(job: Job): string {
  return JSON.stringify([job.pane, job.policy, job.turns, job.prompt, job.system, job.seed, job.sampling, job.maxTokens, job.prefix]);
}

/** Equal for jobs that differ in their seed at most: samples of one distribution. */
export function distributionKey(job: Job): string {
  return jobKey({ ...job, seed: 0 });
}

/** The engine's form of a job. */
export function groupRequest(job: Job, draft: readonly number[]): GroupRequest {
  const { pane, system, turns, prompt, steering, seed, prefix } = job;
  return {
    id: pane,
    system,
    ...said(turns),
    prompt,
    steering,
    seed,
    ...(prefix ? { prefix } : {}),
    ...(draft.length > 0 ? { draft } : {}),
  };
}

/** The engine's question about a job's text. */
export function scoreRequest({ job, tokens, stop }: Pick<Settled, 'job' | 'tokens' | 'stop'>): ScoreRequest {
  const { pane, system, turns, prompt, steering } = job;
  return { id: pane, system, ...said(turns), prompt, steering, tokens, ended: stop === 'end' };
}

function said(turns: readonly Turn[]): Pick<GroupRequest, 'turns'> {
  return turns.length > 0 ? { turns } : {};
}
