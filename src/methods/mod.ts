import type { Method } from './method.ts';
import { checkWeighting } from './weighting.ts';

/**
 * Multi-objective decoding (MOD, arXiv 2406.18853, reverse KL): one row per expert, their log-probabilities mixed by w at every token.
 * An expert of weight 0 has no say, so its row is not computed.
 */
export const mod: Method = {
  id: 'mod',
  label: 'MOD',
  formula: 'log p = sum_i w_i log p_i',
  forwardPasses: (rewards) => rewards,
  steer(slots, w) {
    checkWeighting(w, slots.rewards.length);
    const experts = slots.rewards.map((slot, i) => ({ slot, weight: w[i] ?? 0 })).filter(({ weight }) => weight > 0);
    return {
      rows: experts.map(({ slot }) => ({ coefficients: { [slot]: 1 } })),
      mixer: { kind: 'log-probs', weights: experts.map(({ weight }) => weight) },
    };
  },
};
