/** A run of the workshop: what it was started with, how far it is, and what it has shown so far. Plain data, as the browser keeps it. */
import type { SlotFiles } from '../../lm/train/export-slots.ts';
import type { ScoredCandidate } from '../../training/candidates.ts';
import type { Recipe } from '../../training/recipe.ts';

export type Stage = 'offline' | 'on-policy';

/** What a run is started with; nothing of it changes while it trains, whatever the reader does to the project. */
export interface RunPlan {
  readonly recipe: Recipe;
  /** What the sliders weigh, for a reader: in the order of the recipe's axes, or rewards. */
  readonly labels: readonly string[];
  /** Own rewards among the recipe's, and their twins. */
  readonly definitions: readonly { readonly id: string }[];
  readonly system: string;
  readonly prompts: { readonly train: readonly string[]; readonly tune: readonly string[]; readonly heldOut: readonly string[] };
  /** Another run's checkpoint that it goes on from. */
  readonly from?: { readonly run: string; readonly step: number };
}

/** What a run learns from: beside the plan, as it is large. */
export interface RunInputs {
  /** Of the training prompts. */
  readonly candidates: readonly ScoredCandidate[];
}

/** One step, as it was taken. Steps of both stages are counted together, from 0. */
export interface LogLine {
  readonly step: number;
  readonly stage: Stage;
  /** Offline: nats an answer token of the picked candidates. On-policy: the clipped surrogate's, which says little. */
  readonly loss: number;
  /** Of all gradients together, before clipping. */
  readonly norm: number;
  readonly rate: number;
  /** Answer tokens learned from. */
  readonly tokens: number;
  /** Wall time, sampling and scoring among it. */
  readonly ms: number;
  /** Offline: mean reward of the picked candidates; on-policy: of the answers, weighed by the preference for it. */
  readonly rewards: Readonly<Record<string, number>>;
  /** Offline: how many candidates carry the target, a mean over the step's prompts. */
  readonly effective?: number;
  /** On-policy: nats an answer, against the base. */
  readonly kl?: number;
}

/** The policy at one weighting, on tuning prompts, one answer each: a guide, never a result. */
export interface LookPoint {
  readonly weights: readonly number[];
  /** Mean of every reward of the recipe, and of `guard`. */
  readonly rewards: Readonly<Record<string, number>>;
  /** Nats an answer, against the base: mean log-ratio of the answers. */
  readonly kl: number;
  readonly texts: readonly { readonly prompt: string; readonly text: string }[];
}

/** Corners and centre after so many steps; at step 0 all are the base. */
export interface Look {
  readonly step: number;
  readonly points: readonly LookPoint[];
}

export type RunStatus =
  /** Steps are left; it goes on from its last checkpoint when asked. */
  | 'paused'
  /** All steps taken, or ended by the reader. */
  | 'done'
  /** It cannot go on as it is: `failure` says why. Its last checkpoint stands. */
  | 'failed';

export interface KeptRun {
  readonly id: string;
  /** When it began, as `Date.toISOString` has it. */
  readonly date: string;
  readonly plan: RunPlan;
  /** The base that it changes. */
  readonly base: { readonly name: string; readonly sha256: string };
  readonly status: RunStatus;
  readonly failure?: string;
  /** Steps of both stages that are in the last checkpoint. */
  readonly step: number;
  readonly steps: number;
  readonly log: readonly LogLine[];
  readonly looks: readonly Look[];
  /** Steps that have a checkpoint, the newest last: from each of them another run can fork. */
  readonly checkpoints: readonly number[];
  readonly cost: RunCost;
}

/** What it cost so far. */
export interface RunCost {
  /** Wall time of steps and looks. */
  readonly seconds: number;
  /** Tokens that the policy wrote in training; looks are no training. */
  readonly generatedTokens: number;
  readonly rewardCalls: number;
}

/** A run's numbers after so many steps. */
export interface Checkpoint {
  readonly step: number;
  readonly stage: Stage;
  /** As `lm/train/checkpoint.ts` writes them. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same as PEFT folders: what plays, and what leaves. */
  readonly adapters: readonly SlotFiles[];
  /** On-policy: prices and running KL of the rewards. */
  readonly onPolicy?: { readonly prices: readonly number[]; readonly kl: readonly number[] };
}

/** What the run in the worker does just now. */
export type Activity =
  | { readonly kind: 'opening'; readonly note: string; readonly done: number; readonly total: number }
  | { readonly kind: 'training'; readonly stage: Stage; readonly done: number; readonly total: number }
  | { readonly kind: 'sampling' }
  | { readonly kind: 'looking'; readonly texts: number; readonly total: number }
  | { readonly kind: 'keeping' }
  /** The engine answers the reader: the trainer waits. */
  | { readonly kind: 'giving-way' }
  | { readonly kind: 'pausing' };
