/** How far a weight really moves its own reward: sliders of the same length have different effects. */
import type { Front } from '../../packs/front.ts';

export interface RewardEffect {
  readonly policy: string;
  /** Mean reward over the measured points with weight 0, and at weight 1. */
  readonly from: number;
  readonly to: number;
}

/** @param policies Ids. One entry for each that was measured at both ends of the weight. */
export function rewardEffects(front: Front, policies: readonly string[], reward: string, index: number): RewardEffect[] {
  return policies.flatMap((id) => {
    const points = front.policies.find((policy) => policy.id === id)?.points ?? [];
    const meansAt = (weight: number) =>
      points.filter((point) => point.weights[index] === weight).flatMap((point) => point.rewards[reward]?.mean ?? []);
    const zeros = meansAt(0);
    const [to] = meansAt(1);
    if (zeros.length === 0 || to === undefined) return [];
    return [{ policy: id, from: zeros.reduce((sum, mean) => sum + mean, 0) / zeros.length, to }];
  });
}
