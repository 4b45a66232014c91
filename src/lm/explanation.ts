/** What is asked about the words of an answer, and what is said of them. Structured-cloneable data only. */
import type { Steering } from '../methods/method.ts';
import type { ScoreRequest, SlotSource } from './requests.ts';

/** An answer, and the steerings whose probability of each of its tokens is asked. */
export interface Explaining extends Omit<ScoreRequest, 'id' | 'steering'> {
  /** At least one, each with an id of its own. Ranks and rivals are those of the first. */
  readonly steerings: readonly { readonly id: string; readonly steering: Steering }[];
  /** Whose divergence is asked: ids of `steerings` with weights of at least 0 that sum to 1. */
  readonly experts?: readonly { readonly id: string; readonly weight: number }[];
  /** How many other tokens are told beside each of the answer's, 0 to 20. */
  readonly rivals: number;
  /** Of the probabilities; above 0. No filter (top-k, top-p) is applied. */
  readonly temperature: number;
}

export interface ExplainArgs extends Explaining {
  /** As in GenerateArgs. */
  readonly slots: readonly SlotSource[];
}

/** A token that could stand at a place. */
export interface Candidate {
  readonly token: number;
  /** U+FFFD where it holds a part of a character; empty for a control token. */
  readonly text: string;
  /** True for an end token. */
  readonly ends: boolean;
  /** One a steering, in nats; -Infinity where a steering excludes it. */
  readonly logProbabilities: readonly number[];
}

/** A token of the answer. */
export interface ExplainedToken extends Candidate {
  /** 1 where nothing is likelier under the first steering. */
  readonly rank: number;
  /** The likeliest others under the first steering, the likeliest first. */
  readonly rivals: readonly Candidate[];
  /** -log sum_v prod_i p_i(v)^w_i of the experts at temperature 1, at least 0 nats, as in GroupResult; where experts were named. */
  readonly divergence?: number;
}

/** Tokens `from` to `to - 1`, which are a text together: most often one, several where they share a character. */
export interface TextPiece {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface ExplainResult {
  /** One a token of the answer, its end token last where it ended by itself. */
  readonly tokens: readonly ExplainedToken[];
  /** Of the answer without its end token, in order. */
  readonly pieces: readonly TextPiece[];
  readonly totalMs: number;
}

/** How much of a call of `explain` is done. */
export interface ExplainEvent {
  readonly type: 'explain-progress';
  /** Fraction of 1. */
  readonly done: number;
}
