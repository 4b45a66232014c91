/** A run of the workshop: what it was started with, how far it is, and what it has shown so far. Plain data, as the browser keeps it. */
import type { SlotFiles } from '../../lm/train/export-slots.ts';
import type { Definition } from '../../rewards/own/definition.ts';
import type { ScoredCandidate } from '../../training/candidates.ts';
import type { OnPolicyMemory } from '../../training/on-policy.ts';
import type { Recipe } from '../../training/recipe.ts';

export type Stage = 'offline' | 'on_policy';

/** What a run is started with; nothing of it changes while it trains, whatever the reader does to the project. */
export interface RunPlan {
  readonly recipe: Recipe;
  /** What the sliders weigh, for a reader: in the order of the recipe's axes, or rewards. */
  readonly labels: readonly string[];
  /** Own rewards among the recipe's, and their twins. */
  readonly definitions: readonly Definition[];
  readonly system: string;
  readonly prompts: { readonly train: readonly string[]; readonly tune: readonly string[]; readonly heldOut: readonly string[] };
  /** After how many steps the policy is looked at again, and on how many tuning prompts. */
  readonly looks: { readonly every: number; readonly prompts: number };
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
  /** The page was hidden when it ended. */
  readonly hidden?: true;
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
  /** Commit of the build that trained it. */
  readonly commit: string;
  /** The base that it changes. */
  readonly base: { readonly name: string; readonly sha256: string };
  readonly status: RunStatus;
  /** Why it stopped by itself, in a sentence. */
  readonly failure?: string | undefined;
  /** Steps of both stages that were taken; as it is kept, those of its last checkpoint. */
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
  /** Wall time of steps and looks; what the trainer stood for the reader's own answers is in it. */
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
  /** Of on-policy steps: what a nat of KL costs each reward, and what the front has shown. */
  readonly memory?: OnPolicyMemory;
}

/** Steps of each stage, in their order. */
export function stagesOf({ offline, on_policy }: Recipe): readonly { readonly stage: Stage; readonly steps: number }[] {
  return [
    { stage: 'offline' as const, steps: offline?.steps ?? 0 },
    { stage: 'on_policy' as const, steps: on_policy?.steps ?? 0 },
  ].filter(({ steps }) => steps > 0);
}

/** The stage that takes a step, and the step's number in it; after the last step, the last stage's end. */
export function stageAt(recipe: Recipe, step: number): { readonly stage: Stage; readonly step: number } {
  let before = 0;
  const stages = stagesOf(recipe);
  for (const { stage, steps } of stages) {
    if (step < before + steps) return { stage, step: step - before };
    before += steps;
  }
  const last = stages.at(-1);
  if (!last) throw new RangeError('the recipe has no steps, expected one at least');
  return { stage: last.stage, step: last.steps };
}

/** The axes of a run's weightings: rewards, or the reward and closeness. */
export function axesOf({ axes, rewards }: Recipe): readonly string[] {
  return axes ?? rewards;
}
