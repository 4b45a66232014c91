import type { Method } from '../method.ts';
import { slotCoefficients } from '../slot-coefficients.ts';
import { checkWeighting } from '../weighting.ts';

/**
 * Rewarded Soups (arXiv 2306.04488) by delta mixing: the weights of the experts are averaged, sum_i w_i B_i A_i.
 * The authors' LoRA code averages the factors A and B instead, which adds cross terms: rewarded-soups-factor.ts.
 */
export const rewardedSoups: Method = {
  id: 'rs',
  label: 'Rewarded Soups',
  formula: 'c = w on the experts',
  forwardPasses: () => 1,
  steer(slots, w) {
    checkWeighting(w, slots.rewards.length);
    return { rows: [{ coefficients: slotCoefficients(slots.rewards, w) }], mixer: { kind: 'identity' } };
  },
};
