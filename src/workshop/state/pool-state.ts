/** What the workshop knows of its pool: plain data for stations, runs and packs. */
import type { StoreApi } from 'zustand/vanilla';
import type { Candidate, ScoredCandidate } from '../../training/candidates.ts';
import type { Pool } from '../../training/pool.ts';
import type { Growing } from './pool-maker.ts';
import type { RewardFault } from './scoring.ts';

export type PoolStatus =
  /** It is fetched, or looked for in this browser. */
  | 'reading'
  /** No answer is there: `make` makes them. */
  | 'missing'
  | 'making'
  /** Some answers are there; `make` goes on. */
  | 'stopped'
  | 'ready'
  /** `error` says why; `make` tries again. */
  | 'failed';

/** Where the scores of all candidates are. */
export interface PoolScores {
  readonly status: 'none' | 'scoring' | 'done' | 'failed';
  /** Candidates that are scored: all, or those of few answers to each prompt where a reward asks the model (few-answers.ts). */
  readonly asked: number;
  /** Pairs of reward and text. */
  readonly done: number;
  readonly total: number;
  readonly secondsLeft?: number | undefined;
  /** Rewards that failed at some answer: there they have their lowest score, or none and are not in `partly.rewards`. */
  readonly faults: readonly RewardFault[];
  /** Why nothing could be scored. */
  readonly error?: string | undefined;
}

export interface PoolState {
  /** The shipped pool has the answers, or they are made here. */
  readonly from: 'shipped' | 'here';
  readonly status: PoolStatus;
  /** The shipped prompts are asked under another system prompt than the shipped answers were given under. */
  readonly stale: boolean;
  readonly error?: string | undefined;
  /** Answers that are there, and that are wanted. */
  readonly done: number;
  readonly total: number;
  /** Of making them, once there is a pace. */
  readonly secondsLeft?: number | undefined;
  /** Answers that are being written. */
  readonly growing: readonly Growing[];
  /** With the answers that are there, as far as they are wanted; undefined before any is. */
  readonly pool?: Pool | undefined;
  /** Of the answers that are there once no more are made. */
  readonly candidates: readonly Candidate[];
  readonly scores: PoolScores;
  /** Scores of every reward of the project and of `guard`; undefined while they are computed, and where a reward could not score. */
  readonly scored?: readonly ScoredCandidate[] | undefined;
  /** The same of those rewards alone that could score. */
  readonly partly?: { readonly rewards: readonly string[]; readonly scored: readonly ScoredCandidate[] } | undefined;
  /** Answers that this browser keeps and the project does not ask for: of other prompts, or under other settings. */
  readonly unused: number;
  /** Deletes these for good. @throws Error of one sentence where another tab has the workshop; what the browser says when it refuses. */
  forgetUnused(): Promise<void>;
  /** Makes what is missing; fetches again what could not be had. */
  make(): void;
  /** What has ended stays; what is being written is written anew. */
  stop(): void;
}

export type PoolStore = StoreApi<PoolState>;

export const noScores: PoolScores = { status: 'none', asked: 0, done: 0, total: 0, faults: [] };
