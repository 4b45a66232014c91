import type { Recipe } from '../../training/recipe.ts';

export interface ForkChange {
  /** Of the last stage. */
  readonly steps: number;
  /** What the rates of both stages are multiplied by. */
  readonly pace: number;
}

/** A recipe whose matrices are those of the other: only how far and how fast they go on may differ. */
export function forkRecipe({ offline, on_policy, ...rest }: Recipe, { steps, pace }: ForkChange): Recipe {
  return {
    ...rest,
    ...(offline ? { offline: { ...offline, rate: offline.rate * pace, ...(on_policy ? {} : { steps }) } } : {}),
    ...(on_policy ? { on_policy: { ...on_policy, rate: on_policy.rate * pace, steps } } : {}),
  };
}
