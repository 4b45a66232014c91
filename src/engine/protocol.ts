/** What the page and the worker say to each other. Structured-cloneable data only; every message carries the id of its call. */
import type { EngineErrorCode } from '../lm/errors.ts';
import type { DecodeEvent, GenerateArgs, GenerateResult, ScoreArgs, ScoreResult, SlotSource } from '../lm/requests.ts';

export type BackendId = 'webgpu' | 'wasm-threads' | 'wasm';
/** 8-bit blocks hold Q4_1 nearly exactly; 4-bit blocks are smaller and lossy. Only for WebGPU. */
export type WeightBits = 4 | 8;

export interface LoadArgs {
  /** URL of the base model's manifest.json. */
  readonly manifestUrl: string;
  /** Adapters that become the bank's slots, in this order. */
  readonly slots: readonly SlotSource[];
  /** 'auto' walks the ladder; a backend's id starts (and ends) the ladder there. */
  readonly backend: 'auto' | BackendId;
  readonly weightBits?: WeightBits;
  /** Rungs that already failed in this page (a lost device, a dead worker) and must not be tried again. */
  readonly exclude?: readonly BackendId[];
}

/** One rung of the backend ladder, and what happened on it. */
export interface RungReport {
  readonly backend: BackendId;
  readonly outcome: 'chosen' | 'refused' | 'failed' | 'slower';
  /** A sentence for the page: why. */
  readonly reason: string;
  readonly msPerToken?: number;
}

export interface EngineInfo {
  readonly backend: BackendId;
  /** 'f32' or 'f16' arithmetic. */
  readonly precision: 'f32' | 'f16';
  readonly threads: number;
  readonly rungs: readonly RungReport[];
  readonly slots: readonly string[];
  /** The slot of a learned reward, where one is loaded: `score` then says what it thinks of a text. */
  readonly rewardSlot?: string;
  readonly vocabulary: number;
  readonly context: number;
  /** True when every shard came from the cache. */
  readonly fromCache: boolean;
  /** False when Cache Storage was refused: the next start downloads again. */
  readonly cached: boolean;
  readonly loadMs: number;
}

/** Call name to arguments and result. */
export interface Calls {
  load: { args: LoadArgs; result: EngineInfo };
  generate: { args: GenerateArgs; result: GenerateResult };
  score: { args: ScoreArgs; result: ScoreResult };
  dispose: { args: null; result: null };
}

export type CallName = keyof Calls;

export type LoadPhase = 'shards' | 'weights' | 'session' | 'check';

/** Events of a running call, named noun-verb. */
export type EngineEvent =
  | {
      readonly type: 'load-progress';
      readonly phase: LoadPhase;
      /** Bytes for 'shards' and 'weights'; fraction of 1 otherwise. */
      readonly done: number;
      readonly total: number;
      /** A sentence for the page. */
      readonly note: string;
      /** The rung being tried; absent while the shards come. */
      readonly backend?: BackendId;
    }
  | DecodeEvent;

export interface WireError {
  readonly code: EngineErrorCode | 'aborted';
  readonly message: string;
  readonly stack?: string;
}

export type ToWorker =
  | { [K in CallName]: { readonly kind: 'call'; readonly id: number; readonly name: K; readonly args: Calls[K]['args'] } }[CallName]
  | { readonly kind: 'abort'; readonly id: number };

export type FromWorker =
  | { readonly kind: 'event'; readonly id: number; readonly event: EngineEvent }
  | { readonly kind: 'result'; readonly id: number; readonly result: Calls[CallName]['result'] }
  | { readonly kind: 'error'; readonly id: number; readonly error: WireError }
  /** Unasked: the GPU device is gone. */
  | { readonly kind: 'device-lost'; readonly reason: string };
