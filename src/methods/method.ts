/**
 * The one idea: a method is a pure function from a preference vector to rows and a mixer.
 * A row is a prompt, a coefficient for every slot of the adapter bank, and a seed; the engine adds prompt and seed.
 */

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

/**
 * How the logits of a group's rows become one distribution.
 * - identity: exactly one row, its logits.
 * - linear: sum_i weights_i * logits_i (DeRa, arXiv 2402.02992: weights (1 - lambda, lambda) on (reference, aligned)).
 * - log-probs: sum_i weights_i * log softmax(logits_i) (MOD, arXiv 2406.18853, reverse KL).
 */
export type Mixer =
  | { readonly kind: 'identity' }
  | { readonly kind: 'linear'; readonly weights: readonly number[] }
  | { readonly kind: 'log-probs'; readonly weights: readonly number[] };

/** The rows of one group and the mixer that makes one text of them. */
export interface Steering {
  readonly rows: readonly RowSpec[];
  readonly mixer: Mixer;
}

export type MethodId = 'base' | 'single' | 'rs' | 'rs-factor' | 'clp' | 'dera' | 'mod';

/** Which slots of the bank belong to a policy. */
export interface PolicySlots {
  /** Always-on slot (CLP's unconditioned block). */
  readonly shared?: string;
  /** One slot per reward, in the pack's order; empty for the base. */
  readonly rewards: readonly string[];
}

/** A steering method: one file each in this folder. */
export interface Method {
  readonly id: MethodId;
  /** Name as in the field, for the interface. */
  readonly label: string;
  /** Coefficients in one line of plain text. */
  readonly formula: string;
  /** Rows of the batch that one text costs, given the number of rewards. */
  forwardPasses(rewards: number): number;
  /** @throws RangeError when w is off the simplex or its length differs from the policy's reward slots. */
  steer(slots: PolicySlots, w: Weighting): Steering;
}
