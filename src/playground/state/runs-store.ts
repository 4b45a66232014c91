/** What each pane shows: the text, what it is compared with, its scores, and how it was made. */
import { createStore } from 'zustand/vanilla';
import type { GroupRequest, Sampling, ScoreRequest, StopReason } from '../../lm/requests.ts';
import type { Steering, Weighting } from '../../methods/method.ts';
import type { MethodOptions } from '../../methods/options.ts';

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

export type RunStatus =
  /** Nothing to show yet. */
  | 'empty'
  /** A measured sample of the nearest grid point. */
  | 'precomputed'
  /** Sent to the engine; an older text may still be shown. */
  | 'queued'
  | 'streaming'
  | 'done'
  /** Stopped by the reader; the text so far is kept. */
  | 'stopped'
  | 'failed';

export interface Run {
  readonly status: RunStatus;
  readonly text: string;
  readonly tokens: readonly number[];
  /** Tokens of the longest text of this prompt so far: the draft of the next run. */
  readonly draft: readonly number[];
  /** The settled text before the last change of weights; undefined when there is nothing to compare with. */
  readonly previousText: string | undefined;
  readonly job: Job | undefined;
  /** Weights of the measured grid point that a precomputed text comes from. */
  readonly measuredAt?: Weighting;
  readonly stop?: StopReason;
  /** Draft tokens that stood, and how many the draft had. */
  readonly kept?: number;
  readonly drafted?: number;
  readonly ties?: number;
  readonly tokensPerSecond?: number;
  /** Of MOD: how far the experts part, mean over the tokens, in nats. */
  readonly misalignment?: number;
  /** The engine is asked for scores that no text gives: closeness to the base, the learned reward. */
  readonly measuring?: boolean;
  /** Reward ids and 'guard' to scores of the text shown. */
  readonly scores: Readonly<Record<string, number>>;
  /** Scores of the last settled text, which the chart shows while a new one streams. */
  readonly settledScores: Readonly<Record<string, number>>;
}

export const emptyRun: Run = {
  status: 'empty',
  text: '',
  tokens: [],
  draft: [],
  previousText: undefined,
  job: undefined,
  scores: {},
  settledScores: {},
};

export interface RunsState {
  /** Pane id to its run. */
  readonly runs: Readonly<Record<string, Run>>;
  readonly busy: boolean;
  /** Why the last call failed, in a sentence. */
  readonly error: string | undefined;
  patch(pane: string, change: Partial<Run>): void;
  /** Forgets the pane's text. */
  clear(pane: string): void;
}

/** A pane without an entry has the empty run. */
export function createRunsStore() {
  return createStore<RunsState>((set) => ({
    runs: {},
    busy: false,
    error: undefined,
    patch: (pane, change) => set((state) => ({ runs: { ...state.runs, [pane]: { ...(state.runs[pane] ?? emptyRun), ...change } } })),
    clear: (pane) => set(({ runs: { [pane]: _, ...others } }) => ({ runs: others })),
  }));
}

export type RunsStore = ReturnType<typeof createRunsStore>;

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
export function scoreRequest({ pane, system, prompt, steering }: Job, { tokens, stop }: Run): ScoreRequest {
  return { id: pane, system, prompt, steering, tokens, ended: stop === 'end' };
}
