/** What a pack is made of: the project's part that matters to it, and the runs that were trained in it. */
import type { Pack, Policy } from '../../packs/pack.ts';

/** The settings that a run was trained with, as models/runs/<pack>/config.json has them; what a pack needs of them is named. */
export interface RunSettings {
  readonly method: 'clp' | 'soups' | 'gold' | 'soft-prompt';
  /** Of CLP: which linears carry the slots; attention unless told. */
  readonly variant?: 'attention' | 'full' | 'logit';
  /** What was trained on, in the order of every weighting. */
  readonly rewards: readonly string[];
  /** What the sliders weigh where that is more: closeness to the base is nobody's text reward. */
  readonly axes?: readonly string[];
  readonly limit: number;
  readonly temperature: number;
  readonly seed: number;
}

/** A trained adapter: the two files of a PEFT folder. */
export interface TrainedSlot {
  readonly id: string;
  /** adapter_config.json. */
  readonly config: string;
  /** adapter_model.safetensors. */
  readonly tensors: Uint8Array<ArrayBuffer>;
}

export interface TrainedRun {
  readonly settings: RunSettings;
  /** clp-shared and clp-<reward>; rs-<reward>; gold-1 … */
  readonly slots: readonly TrainedSlot[];
  /** Of gold: the weightings that were trained at, in the order of its slots. */
  readonly points?: readonly (readonly number[])[];
  readonly training: Omit<NonNullable<Policy['training']>, 'adapterBytes'>;
}

export interface PackPrompts {
  readonly train: readonly string[];
  readonly tune: readonly string[];
  /** No run saw them. */
  readonly heldOut: readonly string[];
}

/** What a model card says of a reward. */
export interface ToldReward {
  readonly id: string;
  readonly label: string;
  /** In one line; '' where there is none. */
  readonly formula: string;
  readonly hacks: readonly string[];
  readonly twin?: { readonly id: string; readonly label: string };
}

export interface PackProject {
  /** A plain name: letters, digits, `_`, `.` and `-`. */
  readonly id: string;
  readonly label: string;
  /** One line: what the policies do. */
  readonly task: string;
  readonly base: {
    readonly name: string;
    readonly license: string;
    readonly source: string;
    readonly sha256: string;
  };
  readonly system: string;
  readonly prompts: PackPrompts;
  /** The rewards of one's own among axes, their twins too: JSON (src/rewards/own/definition.ts). */
  readonly definitions: readonly { readonly id: string; readonly label: string }[];
  /** The axes in their order, in words for the model card. */
  readonly rewards: readonly ToldReward[];
  /** Mean and deviation of each reward and the guard on the base's own answers of the pool. */
  readonly calibration: Pack['calibration'];
  /** The base's answers to prompts of one's own: pool.json; undefined where the pool is the one that comes with the site. */
  readonly pool?: Uint8Array<ArrayBuffer>;
}
