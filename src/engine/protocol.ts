/** What the page and the worker say to each other. Structured-cloneable data only; every message carries the id of its call. */
import type { Steering } from '../methods/method.ts';

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

/** Where a slot comes from. */
export type SlotSource =
  /** A PEFT folder: `${url}/adapter_config.json` and `${url}/adapter_model.safetensors`. */
  | { readonly id: string; readonly url: string }
  /** The A of one slot of the same call with the B of another. */
  | { readonly id: string; readonly cross: { readonly a: string; readonly b: string } };

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

export interface Sampling {
  /** 0 is greedy. */
  readonly temperature: number;
  /** 0 keeps all. */
  readonly topK: number;
  /** In (0, 1]; 1 keeps all. */
  readonly topP: number;
}

/** One text to make: its rows share prompt, seed and sampled tokens. */
export interface GroupRequest {
  /** Chosen by the caller, e.g. the pane's id; unique within a request. */
  readonly id: string;
  readonly system: string;
  readonly prompt: string;
  readonly steering: Steering;
  /** Unsigned 32-bit. Groups with the same seed share their noise (coupled sampling). */
  readonly seed: number;
  /** Token ids of the last text of this group: verified in one prefill, decoding resumes at the first that differs. */
  readonly draft?: readonly number[];
}

export interface GenerateArgs {
  readonly groups: readonly GroupRequest[];
  readonly sampling: Sampling;
  readonly maxTokens: number;
}

export type StopReason = 'end' | 'length' | 'aborted';

export interface GroupResult {
  readonly id: string;
  readonly text: string;
  /** Generated ids, without the end token. */
  readonly tokens: readonly number[];
  readonly stop: StopReason;
  /** Draft tokens that stood. */
  readonly kept: number;
  /** Draft positions where the two best scores (logits / T + noise) were within 1e-4: float error may decide there. */
  readonly ties: number;
  /**
   * Where MOD mixed the text, how far its experts part at each of `tokens`: -log sum_v prod_i p_i(v)^w_i, at least 0 nats,
   * 0 where they agree.
   */
  readonly misalignment?: readonly number[];
}

export interface GenerateResult {
  readonly groups: readonly GroupResult[];
  /** Milliseconds until the first new token of any group. */
  readonly firstTokenMs: number;
  readonly totalMs: number;
  /** Decode steps after the prefill, and their median time. */
  readonly steps: number;
  readonly msPerStep: number;
}

/** A text to score, with the steering whose probability of it is asked. */
export interface ScoreRequest {
  /** Chosen by the caller; unique within a request. */
  readonly id: string;
  readonly system: string;
  readonly prompt: string;
  readonly steering: Steering;
  /** The answer's token ids, without the end token. */
  readonly tokens: readonly number[];
  /** True when the text ended by itself (stop 'end'): its end token is scored with it. */
  readonly ended: boolean;
}

export interface ScoreArgs {
  readonly groups: readonly ScoreRequest[];
  /** Of the log-ratio; above 0. */
  readonly temperature: number;
}

export interface TextScore {
  readonly id: string;
  /** log p - log p_base of the whole answer, in nats, both at the temperature; its mean over a policy's own answers estimates the KL. */
  readonly logRatio: number;
  /** Mean of -log p_base over the answer's tokens at temperature 1, nats per token. */
  readonly nll: number;
  /** The learned reward in [0, 1], where a slot of the bank brings one. */
  readonly learned?: number;
}

export interface ScoreResult {
  readonly groups: readonly TextScore[];
  readonly totalMs: number;
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
  | { readonly type: 'group-delta'; readonly id: string; readonly tokens: readonly number[]; readonly text: string }
  | { readonly type: 'group-end'; readonly result: GroupResult };

export type EngineErrorCode =
  | 'network'
  | 'integrity'
  | 'unsupported-model'
  | 'bad-adapter'
  | 'bad-request'
  | 'backend'
  | 'device-lost'
  | 'worker-died'
  | 'out-of-memory';

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
