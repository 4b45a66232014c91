/** What the page and the worker say to each other. Structured-cloneable data only; every message carries the id of its call. */
import type { EngineErrorCode } from '../lm/errors.ts';
import type { ExplainArgs, ExplainEvent, ExplainResult } from '../lm/explanation.ts';
import type { ChooseArgs, ChooseResult, StatesArgs, StatesResult } from '../lm/reading.ts';
import type { DecodeEvent, GenerateArgs, GenerateResult, MixFiles, ScoreArgs, ScoreResult, SlotSource, Turn } from '../lm/requests.ts';
import type { MessageFromWorker, MessageToWorker } from './wire.ts';

export type BackendId = 'webgpu' | 'wasm-threads' | 'wasm';
/** Blocks of ONNX Runtime's: 8 bits hold Q4_1 nearly exactly, 4 bits lose more. Only for WebGPU. */
export type WeightBits = 4 | 8;
/** What computes on the CPU: kernels of our own, or ONNX Runtime in float32, which all others are compared with. */
export type CpuNetwork = 'integers' | 'floats';
/** Floats of 32 or 16 bits, or weights as the file's integers with activations of 14 bits (src/lm/run/kernels). */
export type Arithmetic = 'f32' | 'f16' | 'integers';

export interface LoadArgs {
  /** URL of the base model's manifest.json. */
  readonly manifestUrl: string;
  /** 'auto' walks the ladder; a backend's id starts (and ends) the ladder there. */
  readonly backend: 'auto' | BackendId;
  /** WebGPU computes with the file's own weights unless told. */
  readonly weightBits?: WeightBits;
  /** Only the CPU's rungs, with this network. */
  readonly cpu?: CpuNetwork;
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

/** How a WebGPU device is used. */
export interface GpuFeatures {
  /** In our own shaders, with the file's own weights and in single precision; else ONNX Runtime's, with weights in blocks. */
  readonly exact: boolean;
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

/** What the page asks to be ready for: adapters that calls will name. */
export interface PrepareArgs {
  readonly slots: readonly SlotSource[];
}

export interface Prepared {
  /** Ids of the slots that calls may name. */
  readonly slots: readonly string[];
  /** Slots that cannot be had, each with a sentence that names adapter, file and tensor. */
  readonly failures: readonly { readonly slot: string; readonly code: EngineErrorCode; readonly message: string }[];
  /** The slot of a learned reward, where one is among them: `score` then says what it thinks of a text. */
  readonly rewardSlot?: string;
}

export interface CountArgs {
  readonly system: string;
  /** As in GroupRequest. */
  readonly turns?: readonly Turn[];
  readonly prompt: string;
}

export interface TokenBytesArgs {
  readonly ids: readonly number[];
}

/** From which any of a text's beginnings and parts can be decoded, as the tokenizer would. */
export interface TokenBytes {
  /** What each token writes, in UTF-8 with its neighbours; nothing of control tokens. */
  readonly bytes: readonly Uint8Array[];
  /** The token that the model was taught to end an answer with. */
  readonly end: number;
}

/** One adapter that does what these slots do at these coefficients. */
export interface ExportMixArgs {
  readonly slots: readonly SlotSource[];
  /** By slot id; what is not named has 0. */
  readonly coefficients: Readonly<Record<string, number>>;
}

export interface Counted {
  /** Of the whole prompt, earlier turns, chat template and all. */
  readonly tokens: number;
  /** Most tokens that prompt and answer may have together. */
  readonly limit: number;
}

export interface EngineInfo {
  readonly backend: BackendId;
  readonly precision: Arithmetic;
  readonly threads: number;
  readonly rungs: readonly RungReport[];
  /** For `first` of the next load. Worth keeping from a load that was told of nothing that failed. */
  readonly held: HeldRung;
  /** True when a slower model was built and dropped in this worker, whose memory cannot shrink: a new worker that loads `held` takes less. */
  readonly outgrown: boolean;
  /** The base model, as its manifest says. */
  readonly base: { readonly name: string; readonly sha256: string; readonly bytes: number };
  readonly vocabulary: number;
  readonly context: number;
  /** What a row of a batch holds for each of its tokens: keys and values of every layer. A step has the cache before it and after it. */
  readonly cacheBytesPerToken: number;
  /** False when the model's chat template has no place for a system text, which goes before the prompt then. */
  readonly systemRole: boolean;
  /** True when every shard came from the cache. */
  readonly fromCache: boolean;
  /** False when Cache Storage was refused: the next start downloads again. */
  readonly cached: boolean;
  readonly loadMs: number;
}

/** Call name to arguments and result. */
export interface Calls {
  load: { args: LoadArgs; result: EngineInfo };
  prepare: { args: PrepareArgs; result: Prepared };
  generate: { args: GenerateArgs; result: GenerateResult };
  score: { args: ScoreArgs; result: ScoreResult };
  explain: { args: ExplainArgs; result: ExplainResult };
  states: { args: StatesArgs; result: StatesResult };
  choose: { args: ChooseArgs; result: ChooseResult };
  count: { args: CountArgs; result: Counted };
  'token-bytes': { args: TokenBytesArgs; result: TokenBytes };
  'export-mix': { args: ExportMixArgs; result: MixFiles };
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
  | DecodeEvent
  | ExplainEvent;

export type ToWorker = MessageToWorker<Calls>;
export type FromWorker = MessageFromWorker<Calls, EngineEvent>;
