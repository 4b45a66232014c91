/**
 * The one idea: a method is a pure function from a preference vector to rows and a mixer.
 * A row is a prompt, a coefficient for every slot of the adapter bank, and a seed; the engine adds prompt and seed.
 */

import type { Marker } from './marker-shapes.ts';
import type { MethodOption, MethodOptions } from './options.ts';

/** Preference vector: one weight per reward of the pack, in the pack's order, each >= 0, summing to 1. */
export type Weighting = readonly number[];

/** Slot id to coefficient; a slot that is not named has coefficient 0. Any real number is allowed. */
export type Coefficients = Readonly<Record<string, number>>;

/** What one row of the batch computes. */
export interface RowSpec {
  readonly coefficients: Coefficients;
  /** Replaces the request's system prompt (prompting methods render the weights here). */
  readonly system?: string;
}

/** The f-divergences that MOD regularises by (mod.ts has each one's f); alpha is 0.5. */
export type Divergence = 'reverse-kl' | 'forward-kl' | 'jsd' | 'alpha';

/**
 * How the logits of a group's rows become one distribution.
 * - identity: exactly one row, its logits.
 * - linear: sum_i weights_i * logits_i (DeRa, arXiv 2402.02992: weights (1 - lambda, lambda) on (reference, aligned)).
 * - log-probs: sum_i weights_i * log softmax(logits_i) (MOD, arXiv 2406.18853, reverse KL).
 * - divergence: MOD of another divergence, one row per weight (they sum to 1); `jsd` has the reference's row before them.
 */
export type Mixer =
  | { readonly kind: 'identity' }
  | { readonly kind: 'linear'; readonly weights: readonly number[] }
  | { readonly kind: 'log-probs'; readonly weights: readonly number[] }
  | { readonly kind: 'divergence'; readonly divergence: Exclude<Divergence, 'reverse-kl'>; readonly weights: readonly number[] };

/** The rows of one group and the mixer that makes one text of them. */
export interface Steering {
  readonly rows: readonly RowSpec[];
  readonly mixer: Mixer;
}

/** Which slots of the bank belong to a policy. */
export interface PolicySlots {
  /** Always-on slot (CLP's unconditioned block). */
  readonly shared?: string;
  /** One per axis, in the pack's order; null where the base, whose delta is zero, stands for the axis. Empty for the base. */
  readonly rewards: readonly (string | null)[];
}

/** A policy that was trained at one weighting. */
export interface TrainedPoint {
  readonly weights: Weighting;
  readonly slot: string;
}

/** What a method may need beside slots and weights. */
export interface SteeringContext {
  readonly options?: MethodOptions;
  /** For `trained-at`. */
  readonly points?: readonly TrainedPoint[];
  /** The pack's system prompt, for methods that write the preferences after it. */
  readonly system?: string;
  /** Labels of the axes, in the order of the weights. */
  readonly rewards?: readonly string[];
  /** Weights may leave the simplex (math/beyond-simplex.ts), for methods that allow it. */
  readonly beyond?: boolean;
}

/** Where a picker offers a method: one family each, in families.ts. */
export type FamilyId = 'untrained' | 'conditioned' | 'weight-space' | 'decoding' | 'prompt' | 'gold';

/** What the card of a method says to its reader. */
export interface MethodCard {
  /** What is mixed where: one or two sentences. */
  readonly mixed: string;
  /** TeX, in the notation of docs/methods. */
  readonly tex: string;
  /** The paper that it comes from. */
  readonly source?: { readonly label: string; readonly url: string };
  /** When a token costs less than `forwardPasses`. */
  readonly cheaper?: string;
  /** What a policy without a training of its own rests on. */
  readonly rests: 'nothing trained' | 'the adapters that it mixes';
}

/** A steering method: one folder each beside this file, which holds all that is its own. Its colour is the token `--method-<id>`. */
export interface Method<Id extends string = string> {
  readonly id: Id;
  /** Name as in the field, for the interface. */
  readonly label: string;
  readonly family: FamilyId;
  /** Coefficients in one line of plain text. */
  readonly formula: string;
  readonly card: MethodCard;
  readonly marker: Marker;
  /** The page of docs/methods that is about it, without the ending; absent for the base alone. */
  readonly page?: string;
  /** Pages of policies that have one of their own, by policy id. */
  readonly policyPages?: Readonly<Record<string, string>>;
  /** The control that a reader turns, with the value that is taken where neither pack nor reader says one. */
  readonly option?: MethodOption;
  /** Where its policies differ by the weights: over the whole simplex, only at the points they were trained at, or nowhere. */
  readonly steers: 'everywhere' | 'at its points' | 'nowhere';
  /** True where its rows are linear in w (or shifted by a constant), or do not ask it: weights below 0 and above 1 then mean the same arithmetic, and nothing was trained there. */
  readonly beyond?: true;
  /** True where its rows name a cross slot for every two experts (cross-slot.ts). */
  readonly crosses?: true;
  /** True where its slots are soft prompts: vectors before a row's tokens, not changes of linears. */
  readonly softTokens?: true;
  /** Most rows of the batch that one text costs, given the number of axes. */
  forwardPasses(rewards: number, options?: MethodOptions): number;
  /**
   * @throws RangeError when w is off the simplex, its length differs from the policy's reward slots, or the context lacks what the
   * method needs.
   */
  steer(slots: PolicySlots, w: Weighting, context?: SteeringContext): Steering;
}
