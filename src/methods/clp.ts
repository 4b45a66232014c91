import type { Method } from './method.ts';
import { slotCoefficients } from './slot-coefficients.ts';
import { checkWeighting } from './weighting.ts';

/**
 * Conditional Language Policy (arXiv 2407.15762): one policy trained over sampled weightings.
 * The shared slot is always on, the rewards' slots are scaled by their weights.
 */
export const clp: Method = {
  id: 'clp',
  label: 'CLP',
  formula: 'c = (1 for the shared slot, w on the reward slots)',
  forwardPasses: () => 1,
  steer(slots, w) {
    checkWeighting(w, slots.rewards.length);
    const shared = slots.shared === undefined ? {} : { [slots.shared]: 1 };
    return { rows: [{ coefficients: { ...slotCoefficients(slots.rewards, w), ...shared } }], mixer: { kind: 'identity' } };
  },
};
