/** The made-up policies of the lesson: mean brevity and mean cheer, both in [0, 1]. */
import type { RewardPair } from '../../../theory/scalarisation.ts';

export type WorldId = 'bulge' | 'dent';

/** `bulge`: seven policies on a front that every weighting can follow, four dominated. `dent`: the same shoulders with a hollow between. */
export const worlds: Readonly<Record<WorldId, readonly RewardPair[]>> = {
  bulge: [
    [0.08, 0.92],
    [0.3, 0.88],
    [0.5, 0.78],
    [0.66, 0.64],
    [0.79, 0.47],
    [0.88, 0.28],
    [0.93, 0.07],
    [0.22, 0.55],
    [0.42, 0.61],
    [0.6, 0.36],
    [0.72, 0.22],
  ],
  dent: [
    [0.08, 0.92],
    [0.24, 0.86],
    [0.36, 0.64],
    [0.5, 0.53],
    [0.64, 0.4],
    [0.85, 0.26],
    [0.93, 0.07],
    [0.22, 0.5],
    [0.42, 0.31],
    [0.6, 0.16],
  ],
};

/** Better than every policy in both rewards. */
export const ideal: RewardPair = [1, 1];

/** Where hypervolumes are measured from. */
export const reference: RewardPair = [0, 0];
