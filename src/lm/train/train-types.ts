/** What training asks of a network: log-probabilities of given answers, and the gradient of a loss for the matrices of a bank. */
import type { Hook } from '../arch/linears.ts';

/** Which numbers are trained. Everything else of the network stays as it is. */
export interface TrainShape {
  /** Where low-rank matrices change the network. The head's is a step on its input, h + ((h A) * c) B, as in models/tiller/bank.py. */
  readonly hooks: readonly Hook[];
  /** Rank columns of every matrix: the ranks of all slots together. */
  readonly columns: number;
  /** Learned vectors before the prompt, but for rows whose columns are all 0, which are the base's; 0 unless told. */
  readonly softTokens?: number;
}

/** An answer to a prompt, under coefficients. */
export interface TrainRow {
  /** At least one token. */
  readonly prompt: ArrayLike<number>;
  /** At least one token; the stop token last where the answer ends. */
  readonly answer: ArrayLike<number>;
  /** The coefficient of every rank column, as `expandCoefficients` makes them of a slot's. */
  readonly columns: ArrayLike<number>;
}

/**
 * Matrices by name, row by row:
 * - `layers.<i>.<hook>.a` [in, columns], `layers.<i>.<hook>.b` [columns, out] of qkv, o, gateUp and down. The linear gains ((x A) * c) B.
 *   The outputs of fused linears stand side by side, in the order of `layerLinear`'s parts.
 * - `head.a` [width, columns], `head.b` [columns, width].
 * - `soft` [columns, softTokens * width]. A row's vectors are the sum over columns of its coefficients times this.
 */
export type Parameters = ReadonlyMap<string, Float32Array>;

/**
 * A loss of one row: the batch's is the sum over its rows, so that parts of a batch can be worked on one after the other.
 * @param logp log-probabilities of the answer's tokens, in nats.
 * @param row its place among the rows given.
 * @returns the loss, and its derivative for each log-probability.
 */
export type Loss = (logp: Float32Array, row: number) => { readonly loss: number; readonly slopes: Float32Array };

export interface TrainOptions {
  /** Logits are divided by it before the softmax. */
  readonly temperature: number;
  /** Awaited between two runs of the network, some tenths of a second apart. */
  readonly between?: (done: number, total: number) => Promise<void> | void;
  readonly signal?: AbortSignal | undefined;
}

export interface Gradients {
  /** Sum over the rows. */
  readonly loss: number;
  /** For each row [answer tokens], in nats. */
  readonly logp: readonly Float32Array[];
  /** d loss / d parameter, by the parameters' names. */
  readonly gradients: Parameters;
  /** Tokens that went through the network: a prompt counts once for the answers that share it. */
  readonly tokens: number;
}

/** The most that a call brings: what memory is planned for. */
export interface Workload {
  /** Tokens of all rows of a call. */
  readonly tokens: number;
  /** Tokens of the longest row: soft, prompt and answer. */
  readonly longest: number;
}

/** Tokens in groups. */
export interface PartSize {
  readonly tokens: number;
  readonly groups: number;
  /** Tokens of the longest group. */
  readonly longest: number;
}

/** What memory is for while a gradient is computed, in bytes. */
export interface MemoryPlan {
  /** The base's tensors, in single precision. */
  readonly weights: number;
  /** The trained matrices in the kernels' memory, and their gradients. */
  readonly matrices: number;
  /** What the forward pass leaves for the backward pass, and what one piece of either works on. */
  readonly working: number;
  /** The kernels with their threads, and the steps in which their memory grows. */
  readonly runtime: number;
  /** What the caller holds beside it. */
  readonly besides: number;
  /** The sum. */
  readonly peak: number;
  readonly limit: number;
  /** What the forward pass leaves of every layer: its input alone, or what its large linears gave too, which saves computing them again. */
  readonly saves: Saves;
  /** What the scratch memory was planned for. */
  readonly threads: number;
}

export type Saves = 'inputs' | 'linears';

export interface Differentiator {
  readonly plan: MemoryPlan;
  /** Names of the matrices, and their shapes. */
  readonly matrices: ReadonlyMap<string, readonly [number, number]>;
  /** Bytes of the kernels' memory that are in use. */
  readonly usedBytes: number;
  /**
   * @throws EngineError 'bad-request' that names the row or matrix that does not fit; 'out-of-memory' when a row is longer than was planned for;
   * 'diverged' when a number of the loss or of a gradient is none; 'backend'. The signal's reason when aborted. What was allocated is freed.
   */
  gradients(parameters: Parameters, rows: readonly TrainRow[], loss: Loss, options: TrainOptions): Promise<Gradients>;
  /** For each row [answer tokens], in nats. @throws as `gradients`. */
  logProbabilities(parameters: Parameters, rows: readonly TrainRow[], options: TrainOptions): Promise<readonly Float32Array[]>;
  /** Ends the threads. */
  dispose(): Promise<void>;
}
