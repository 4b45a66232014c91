/** What the core is asked for and what it answers: texts to make, texts to score. Structured-cloneable data only. */
import type { Steering } from '../methods/method.ts';

/** Where an adapter's files are. `key` names the content: two sources with one key are the same adapter. */
export type SlotSource =
  /** A PEFT folder: `${url}/adapter_config.json` and `${url}/adapter_model.safetensors`. */
  | { readonly id: string; readonly url: string }
  /** Its two files, kept in the browser or dropped on the page. */
  | { readonly id: string; readonly key: string; readonly files: { readonly config: Blob; readonly tensors: Blob } }
  /** The A of one slot of the same call with the B of another. */
  | { readonly id: string; readonly cross: { readonly a: string; readonly b: string } };

export interface Sampling {
  /** 0 is greedy. */
  readonly temperature: number;
  /** 0 keeps all. */
  readonly topK: number;
  /** In (0, 1]; 1 keeps all. */
  readonly topP: number;
  /**
   * In [0, 1]: keeps the tokens that are at least this times as likely as the likeliest, at the temperature (min-p, Nguyen et al., arXiv 2407.01082).
   * Absent or 0 keeps all.
   */
  readonly minP?: number;
  /**
   * Above 0: the logit of a token that the text has had already is divided by it where it is positive, multiplied where it is negative (CTRL, Keskar et al.,
   * arXiv 1909.05858, section 4.1, with the sign rule of its implementations). Had are the tokens of the answer so far and of all before it
   * (template, system, turns and prompt of every row), but for end tokens: an answer may always end. Absent or 1: no penalty.
   */
  readonly repetitionPenalty?: number;
}

/** A message of the conversation that a prompt goes on from. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** One text to make: its rows share prompt, seed and sampled tokens. */
export interface GroupRequest {
  /** Chosen by the caller, e.g. the pane's id; unique within a request. */
  readonly id: string;
  readonly system: string;
  /** What was said before the prompt, user and assistant by turns; absent: nothing. */
  readonly turns?: readonly Turn[];
  readonly prompt: string;
  readonly steering: Steering;
  /** Unsigned 32-bit. Groups with the same seed share their noise (coupled sampling). */
  readonly seed: number;
  /**
   * Token ids that the text begins with: given, not sampled. They are part of the text and count towards maxTokens; the noise of what follows
   * depends on its place in the whole text, as ever. An end token may be the last of them: then the text is over.
   */
  readonly prefix?: readonly number[];
  /**
   * Token ids of the last text of this group, its prefix among them: verified in one prefill, decoding resumes at the first that differs. One
   * that begins with another prefix is of no use.
   */
  readonly draft?: readonly number[];
}

/** Texts to make of one batch. */
export interface Generation {
  readonly groups: readonly GroupRequest[];
  readonly sampling: Sampling;
  readonly maxTokens: number;
}

export interface GenerateArgs extends Generation {
  /** What the rows' coefficients name. */
  readonly slots: readonly SlotSource[];
}

export type StopReason = 'end' | 'length' | 'aborted';

export interface GroupResult {
  readonly id: string;
  readonly text: string;
  /** Generated ids, without the end token. */
  readonly tokens: readonly number[];
  readonly stop: StopReason;
  /** Draft tokens that stood; absent on a backend that takes no drafts, see Forward.prefillsAsSteps. */
  readonly kept?: number;
  /** Draft positions where the two best scores (logits / T + noise) were within 1e-4: float error may decide there. */
  readonly ties: number;
  /**
   * Where MOD mixed the text, how far its experts part at each of `tokens` after the prefix: -log sum_v prod_i p_i(v)^w_i, at least 0 nats,
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
  /** As in GroupRequest. */
  readonly turns?: readonly Turn[];
  readonly prompt: string;
  readonly steering: Steering;
  /** The answer's token ids, without the end token. */
  readonly tokens: readonly number[];
  /** True when the text ended by itself (stop 'end'): its end token is scored with it. */
  readonly ended: boolean;
}

/** Texts to score in one go. */
export interface Scoring {
  readonly groups: readonly ScoreRequest[];
  /** Of the log-ratio; above 0. */
  readonly temperature: number;
}

export interface ScoreArgs extends Scoring {
  /** As in GenerateArgs. */
  readonly slots: readonly SlotSource[];
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

/** What is told while texts are made, named noun-verb. */
export type DecodeEvent =
  | { readonly type: 'group-delta'; readonly id: string; readonly tokens: readonly number[]; readonly text: string }
  | { readonly type: 'group-end'; readonly result: GroupResult };

/** A mix of adapters as the two files of a PEFT folder: adapter_config.json as text, adapter_model.safetensors. */
export interface MixFiles {
  readonly config: string;
  readonly tensors: Uint8Array<ArrayBuffer>;
}
