/** What the page and its scoring worker say to each other. Several scorings may run; each has an id. */
import type { TextDefinition } from '../../rewards/own/definition.ts';
import type { FitRequest } from '../../rewards/own/fit-head.ts';
import type { FeatureHead, StateHead } from '../../rewards/own/learned-definition.ts';
import type { RewardInput } from '../../rewards/reward.ts';

/** A reward of the registry by its id, or an own one as data. */
export type TextScorable = string | TextDefinition;

export type ToScoring =
  /** First of all. `lexicon`: URL of the word list. */
  | { readonly kind: 'open'; readonly lexicon: string }
  | {
      readonly kind: 'score';
      readonly id: number;
      readonly rewards: readonly TextScorable[];
      /** Whether each reward's twin scores too, under the twin's id. */
      readonly twins: boolean;
      readonly inputs: readonly RewardInput[];
    }
  | { readonly kind: 'fit'; readonly id: number; readonly fit: FitRequest }
  | { readonly kind: 'abort'; readonly id: number };

export type FromScoring =
  /** Texts that all rewards have scored. */
  | { readonly kind: 'progress'; readonly id: number; readonly done: number }
  | { readonly kind: 'fault'; readonly id: number; readonly reward: string; readonly message: string }
  /** `scores` [inputs, ids], NaN where a reward has none. */
  | { readonly kind: 'scored'; readonly id: number; readonly ids: readonly string[]; readonly scores: Float64Array<ArrayBuffer> }
  | { readonly kind: 'fitted'; readonly id: number; readonly head: StateHead | FeatureHead }
  /** Nothing can be scored or fitted, e.g. the word list did not come. */
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
