/**
 * What the page and the training worker say to each other. One worker trains one policy: `open` it, then `step` by `step`.
 * Structured-cloneable data only; messages are those of wire.ts.
 */
import type { Hook } from '../../lm/arch/linears.ts';
import type { SlotFiles } from '../../lm/train/export-slots.ts';
import type { LossSpec } from '../../lm/train/losses.ts';
import type { TrainSlot } from '../../lm/train/parameters.ts';
import type { MemoryPlan, Workload } from '../../lm/train/train-types.ts';
import type { BackendId } from '../protocol.ts';

/** A slot to train; a slow one learns at the stage's share of the rate. */
export interface SlotToTrain extends TrainSlot {
  readonly slow: boolean;
}

export interface OpenArgs {
  /** URL of the base model's manifest.json. */
  readonly manifestUrl: string;
  readonly hooks: readonly Hook[];
  readonly slots: readonly SlotToTrain[];
  /** alpha / r of every slot. */
  readonly scale: number;
  /** Unsigned 32-bit: how the matrices begin. */
  readonly seed: number;
  /** Of a soft prompt, its tokens; absent: none. */
  readonly softTokens?: number;
  /** The most that a step brings: memory is planned for it, and a plan beyond `limit` is refused with its numbers. */
  readonly workload: Workload;
  /** Bytes that may be taken at most, with those that others hold besides. */
  readonly limit: number;
  readonly besides: number;
}

export interface Opened {
  readonly memory: MemoryPlan;
  readonly backend: BackendId;
  readonly threads: number;
  /** A sentence for the page: what it runs on, and why on nothing faster. */
  readonly note: string;
  /** How many numbers are trained. */
  readonly parameters: number;
  readonly base: { readonly name: string; readonly sha256: string };
}

/** An answer to learn from, under the coefficients of its row. */
export interface RowToTrain {
  readonly system: string;
  readonly prompt: string;
  /** Token ids, the end token last where the answer ended by itself. */
  readonly answer: readonly number[];
  /** One a slot, in the order of `open`. */
  readonly coefficients: readonly number[];
}

export interface StepArgs {
  readonly rows: readonly RowToTrain[];
  readonly loss: LossSpec;
  readonly rate: number;
  /** The policy is softmax(logits / temperature); above 0. */
  readonly temperature: number;
}

export interface Stepped {
  /** Steps of this stage's optimiser so far. */
  readonly step: number;
  readonly loss: number;
  /** Of all gradients together, before clipping. */
  readonly norm: number;
  /** log p of every answer token before the step, by row. */
  readonly logp: readonly Float32Array[];
  /** Answer tokens learned from. */
  readonly tokens: number;
  /** Tokens that went through the network; a prompt counts once for the answers that share it. */
  readonly computed: number;
  /** Of the step's own work: what it waited for others is left out. */
  readonly ms: number;
}

export interface LogProbabilityArgs {
  readonly rows: readonly RowToTrain[];
  readonly temperature: number;
}

/** Call name to arguments and result. */
export interface TrainerCalls {
  open: { args: OpenArgs; result: Opened };
  /** A fresh optimiser over the matrices as they are. `slowFactor`: the share of the rate for slow slots. */
  'begin-stage': { args: { readonly slowFactor: number }; result: undefined };
  /** @throws EngineError 'diverged' at a loss or gradient that is no number; the matrices are as before it then. */
  step: { args: StepArgs; result: Stepped };
  /** log p of every answer token, by row; nothing changes. Coefficients of 0 give the base's. */
  'log-probabilities': { args: LogProbabilityArgs; result: readonly Float32Array[] };
  adapters: { args: Record<string, never>; result: readonly SlotFiles[] };
  /** Matrices, the stage's moments and its step, as safetensors in single precision. */
  checkpoint: { args: Record<string, never>; result: Uint8Array<ArrayBuffer> };
  /** Goes on from a checkpoint of a training of the same shape, in the stage that was begun. */
  restore: { args: { readonly bytes: Uint8Array<ArrayBuffer> }; result: { readonly step: number } };
  /** Stops what is at work at its next piece: that call rejects with an AbortError and has changed nothing, or was done before. */
  interrupt: { args: Record<string, never>; result: undefined };
  /** While another has the machine the work waits, at its next piece. */
  'give-way': { args: { readonly busy: boolean }; result: undefined };
}

export type TrainerCallName = keyof TrainerCalls;

/** Events of a running call. */
export type TrainerEvent =
  | {
      readonly type: 'open-progress';
      readonly phase: 'shards' | 'weights' | 'session';
      readonly done: number;
      readonly total: number;
      /** A sentence for the page. */
      readonly note: string;
    }
  /** Of a step or of log-probabilities: pieces done. */
  | { readonly type: 'piece-done'; readonly done: number; readonly total: number };
