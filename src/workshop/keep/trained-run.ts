/** What a pack is made of: the project's part that matters to it, and the runs that were trained in it. */
import type { SlotFiles } from '../../lm/train/export-slots.ts';
import type { Pack, Policy } from '../../packs/pack.ts';
import type { Definition } from '../../rewards/own/definition.ts';
import type { Recipe } from '../../training/recipe.ts';
import type { Checkpoint, KeptRun } from '../state/run.ts';
import type { ToldReward } from './told-rewards.ts';

export interface TrainedRun {
  readonly recipe: Recipe;
  /** clp-shared and clp-<reward>; rs-<reward>; gold-1 …; soft-shared and soft-<reward>. */
  readonly slots: readonly SlotFiles[];
  readonly training: Omit<NonNullable<Policy['training']>, 'adapterBytes'>;
}

/** A run of the workshop with one of its checkpoints. */
export function trainedRun({ plan: { recipe }, cost, commit }: KeptRun, { step, adapters }: Checkpoint): TrainedRun {
  const { generatedTokens, rewardCalls, seconds } = cost;
  return {
    recipe,
    slots: adapters,
    training: { seed: recipe.seed, steps: step, generatedTokens, rewardCalls, minutes: Number((seconds / 60).toFixed(2)), commit },
  };
}

export interface PackPrompts {
  readonly train: readonly string[];
  readonly tune: readonly string[];
  /** No run saw them. */
  readonly heldOut: readonly string[];
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
  readonly definitions: readonly Definition[];
  /** The axes in their order, in words for the model card. */
  readonly rewards: readonly ToldReward[];
  /** Mean and deviation of each reward and the guard on the base's own answers of the pool. */
  readonly calibration: Pack['calibration'];
  /** The base's answers to prompts of one's own, as pool.json; or the pool that comes with the site, or none that is here. */
  readonly pool: Uint8Array<ArrayBuffer> | 'shipped' | 'missing';
  /** Sentences of the answers, set as lists, were learned from too. */
  readonly lists: boolean;
}
