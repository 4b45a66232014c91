/** One number made of two rewards, and which policies of a set it can find. Rewards are maximised. */

export type RewardPair = readonly [number, number];

/** w r_1 + (1 - w) r_2. @param w weight of the first reward, in [0, 1]. */
export function weightedSum([r1, r2]: RewardPair, w: number): number {
  return w * r1 + (1 - w) * r2;
}

/**
 * The negative of the weighted Tchebycheff distance to the ideal point: -max(w (z_1 - r_1), (1 - w) (z_2 - r_2)), so that higher is better.
 * @param ideal better than every policy in both rewards.
 */
export function tchebycheff([r1, r2]: RewardPair, w: number, [z1, z2]: RewardPair): number {
  return -Math.max(w * (z1 - r1), (1 - w) * (z2 - r2));
}

/** Index of the highest score, the first of equals; -1 of an empty list. */
export function indexOfBest<T>(items: readonly T[], score: (item: T) => number): number {
  let best = -1;
  let highest = -Infinity;
  items.forEach((item, i) => {
    const value = score(item);
    if (value > highest) {
      best = i;
      highest = value;
    }
  });
  return best;
}

/** Three policies on one line win at one weight only, where rounding may put the ends of the interval in the wrong order. */
const ROUNDING = 1e-12;

/**
 * The weights w at which a policy has the largest weighted sum of all, as an interval [low, high]; undefined when there are none.
 * Exact: each other policy cuts [0, 1] by one linear inequality in w.
 */
export function winningWeights(policies: readonly RewardPair[], index: number): readonly [number, number] | undefined {
  const own = policies[index];
  if (!own) throw new RangeError(`policy ${index} of ${policies.length}: expected an index of the list`);
  let [low, high] = [0, 1];
  for (const other of policies) {
    // own wins over other where at + slope w >= 0.
    const at = own[1] - other[1];
    const slope = own[0] - other[0] - at;
    if (slope === 0) {
      if (at < 0) return undefined;
    } else if (slope > 0) low = Math.max(low, -at / slope);
    else high = Math.min(high, -at / slope);
  }
  return low <= high + ROUNDING ? [Math.min(low, high), Math.max(low, high)] : undefined;
}
