/** What a pane is to answer. */
import type { GroupRequest, Sampling, ScoreRequest } from '../../lm/requests.ts';
import type { Steering, Weighting } from '../../methods/method.ts';
import type { MethodOptions } from '../../methods/options.ts';
import type { Settled } from './run.ts';

/** Everything that determines a pane's text: equal jobs have equal texts. */
export interface Job {
  readonly pane: string;
  /** Id. */
  readonly policy: string;
  readonly prompt: string;
  readonly system: string;
  readonly seed: number;
  readonly sampling: Sampling;
  readonly maxTokens: number;
  readonly steering: Steering;
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
  return JSON.stringify([job.pane, job.policy, job.prompt, job.system, job.seed, job.sampling, job.maxTokens]);
}

/** The engine's form of a job. */
export function groupRequest(job: Job, draft: readonly number[]): GroupRequest {
  const { pane, system, prompt, steering, seed } = job;
  return { id: pane, system, prompt, steering, seed, ...(draft.length > 0 ? { draft } : {}) };
}

/** The engine's question about a job's text. */
export function scoreRequest({ job, tokens, stop }: Settled): ScoreRequest {
  const { pane, system, prompt, steering } = job;
  return { id: pane, system, prompt, steering, tokens, ended: stop === 'end' };
}
