/**
 * The seam between the neural network and the decode loop. `session.ts` implements it over ONNX Runtime,
 * tests implement it in twenty lines. Token ids in, logits out; it knows neither text nor sampling.
 */
import type { MountSlots } from '../adapters/bank-slots.ts';

/** Adapters where the network reads them. */
export interface Bank {
  /** Slot ids, in order. */
  readonly slots: readonly string[];
  /** Vectors that each slot puts before a row's tokens (adapters/soft-prompt.ts), in the order of the slots; absent: none has any. */
  readonly softTokens?: readonly number[];
  /** The slot of a learned reward, whose heads read the hidden state of rows that run it at coefficient 1. */
  readonly rewardSlot?: string;
  /** Frees the memory, as soon as no batch uses it. */
  release(): void;
}

/** One row to prefill. */
export interface PrefillRow {
  /**
   * Prompt token ids (and a draft's, when it is verified), length >= 1. An id past the vocabulary is a soft vector of the row's own, as its
   * coefficients mix it: see adapters/soft-prompt.ts.
   */
  readonly tokens: readonly number[];
  /** One coefficient per slot of the bank, in the bank's order. */
  readonly coefficients: Float32Array;
  /** First position whose logits are wanted; those of positions logitsFrom .. tokens.length - 1 are returned. */
  readonly logitsFrom: number;
}

/** Rows that are decoded together: a key-value cache and the number of valid positions of each row. Opaque outside Forward. */
export interface Batch {
  /** Tokens in the cache, per row. */
  readonly lengths: readonly number[];
}

/** Logits of consecutive positions of a row. */
export interface LogitsPiece {
  /** Index of the row. */
  readonly row: number;
  /** float32 [positions, vocabulary], row-major. */
  readonly logits: Float32Array;
  /** With a reward slot: the values of its heads at each of those positions, [positions, heads]. */
  readonly rewards?: Float32Array;
}

export interface PrefillOptions {
  /** What the rows' coefficients are of; the base alone unless told. The batch keeps it. */
  readonly bank?: Bank;
  /** Awaited between chunks of the work; what it throws ends the prefill, and what was made of it is freed. */
  readonly between?: () => Promise<void>;
  /**
   * Takes the logits as they come, so that they need not all be kept: after every run of the network, the pieces that it gave. A row's pieces come
   * in order, from logitsFrom on. Their memory is valid during the call.
   */
  readonly read?: (pieces: readonly LogitsPiece[]) => void;
  /** How many rows, one after the other, are read together: they come position by position, within 64 MB. One each unless told. */
  readonly groups?: readonly number[];
}

export interface PrefillResult {
  readonly batch: Batch;
  /** Empty where `read` took them. Per row: float32 [tokens.length - logitsFrom, vocabulary], row-major. */
  readonly logits: readonly Float32Array[];
  /** With a reward slot, likewise: the values of its heads at each of those positions, [positions, heads]. */
  readonly rewards?: readonly Float32Array[];
}

/** What a list is of: the tokens of a row with the largest logit / temperature + noise. */
export interface ListAsk {
  /** Above 0. */
  readonly temperature: number;
  /** Gumbel noise of this key (lm/decode/gumbel.ts), to within 1e-3; none unless told. */
  readonly noise?: { readonly a: number; readonly b: number };
}

/** The tokens of a row that come first, in any order: some hundred of them. */
export interface TokenList {
  readonly tokens: Uint32Array;
  /** Of these tokens. */
  readonly logits: Float32Array;
  /** log sum exp(logit / temperature) over the whole vocabulary. */
  readonly partition: number;
  /** Every token whose logit / temperature + noise is above this is listed; Infinity where that cannot be said. */
  readonly bar: number;
}

export interface Forward {
  readonly vocabulary: number;
  /** Size of a token's hidden state. */
  readonly width: number;
  /** Longest sequence (prompt and answer) that the cache may hold. */
  readonly context: number;
  /**
   * Whether a prefill gives the logits that steps over the same tokens give, to within float error (3e-5). In half precision they differ by up
   * to 0.3: what was decoded by steps cannot be verified by a prefill.
   */
  readonly prefillsAsSteps: boolean;
  /** Writes adapters to memory that the network reads; the weights stay where they are. Banks of running batches stay as they are. */
  mount(slots: MountSlots['slots'], reward?: MountSlots['reward']): Bank | Promise<Bank>;
  /** Starts a batch. Rows may have different lengths. */
  prefill(rows: readonly PrefillRow[], options?: PrefillOptions): Promise<PrefillResult>;
  /** Appends one token of the vocabulary to every row; float32 [rows, vocabulary], row-major. The returned memory is valid until the next call. */
  step(batch: Batch, tokens: readonly number[]): Promise<Float32Array>;
  /**
   * As `step`, where logits lie far from the caller: a list of every row that there is an ask of, all logits of the others. The returned memory is
   * valid until the next call.
   */
  stepLists?(
    batch: Batch,
    tokens: readonly number[],
    asks: readonly (ListAsk | undefined)[],
  ): Promise<readonly (TokenList | Float32Array)[]>;
  /** All logits of a row after `stepLists`, before any other call. */
  stepped?(batch: Batch, row: number): Promise<Float32Array>;
  /** Rewinds rows to at most their present length (no computation). */
  rewind(batch: Batch, lengths: readonly number[]): void;
  /** Keeps only the rows named, in that order (ended rows leave the batch). */
  keep(batch: Batch, rows: readonly number[]): void;
  release(batch: Batch): void;
  /** Frees the session. */
  dispose(): Promise<void>;
}
