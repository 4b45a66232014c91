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
  /** What failed already in this page (on the ladder, a lost device, a dead worker): those rungs are not tried again. */
  readonly failed?: readonly RungReport[];
  /** What held at an earlier load: the climb goes straight there. */
  readonly first?: HeldRung;
}

/** One rung of the backend ladder, and what happened on it. */
export interface RungReport {
  readonly backend: BackendId;
  readonly outcome: 'chosen' | 'refused' | 'failed' | 'slower';
  /** A sentence for the page: why. */
  readonly reason: string;
  readonly msPerToken?: number;
  /** The kind of a failure. */
  readonly code?: EngineErrorCode;
}

/** Optional features of a WebGPU device. */
export interface GpuFeatures {
  /** Arithmetic in half precision; else in single. */
  readonly f16: boolean;
  readonly subgroups: boolean;
}

/** How a load came to a backend that works, for the next load of this browser to go straight there. Plain data, to be kept by the page. */
export interface HeldRung {
  readonly backend: BackendId;
  /** With which features the GPU's numbers were right; webgpu only. */
  readonly gpu?: GpuFeatures;
  /** The browser that found it out. Another one asks anew. */
  readonly machine: string;
  /** What happened on the ladder then. What failed or was slower is not tried again, what was refused is asked again. */
  readonly rungs: readonly RungReport[];
}

export interface EngineInfo {
  readonly backend: BackendId;
  /** 'f32' or 'f16' arithmetic. */
  readonly precision: 'f32' | 'f16';
  readonly threads: number;
  readonly rungs: readonly RungReport[];
  /** For `first` of the next load. Worth keeping from a load that was told of nothing that failed. */
  readonly held: HeldRung;
  /** True when a slower model was built and dropped in this worker, whose memory cannot shrink: a new worker that loads `held` takes less. */
  readonly outgrown: boolean;
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
  /** Told at once, as the next rung may end the worker. */
  | { readonly type: 'rung-failed'; readonly report: RungReport }
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
  /** Unasked: the GPU device is gone, or computes no longer. The reason is a sentence. */
  | { readonly kind: 'device-lost'; readonly reason: string };
