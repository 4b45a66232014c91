/** What the base alone is asked of given texts: its states, and which of some words it would answer with. Structured-cloneable data only. */

/** A text that the base reads. */
export interface StateText {
  /** Read first, in the chat template, with the system text; absent: the text is read alone. */
  readonly prompt?: string;
  readonly system?: string;
  /** At least one token. */
  readonly text: string;
}

/** The state at the text's last token, or the mean over its tokens. */
export type Pooling = 'last' | 'mean';

export interface StatesArgs {
  readonly texts: readonly StateText[];
  readonly pooling: Pooling;
}

export interface StatesResult {
  /** [texts, width]: the base's states after its last layer's norm, which its head reads. */
  readonly states: Float32Array;
  readonly width: number;
  /** Tokens that were read. */
  readonly tokens: number;
  readonly totalMs: number;
}

export interface ChooseArgs {
  readonly questions: readonly { readonly system: string; readonly prompt: string }[];
  /** At least two, which begin with different tokens. */
  readonly words: readonly string[];
}

export interface ChooseResult {
  /** [questions, words]: log-probability that the base's answer begins with the word's first token, in nats. */
  readonly logProbabilities: Float32Array;
  /** Tokens that were read. */
  readonly tokens: number;
  readonly totalMs: number;
}
