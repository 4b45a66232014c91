import type { Method } from '../method.ts';
import { checkWeighting } from '../weighting.ts';

/**
 * The expert of one reward (single-objective fine-tuning, SOFT): the reward with the largest weight, the first of equals.
 * At a corner of the simplex this is the expert that Rewarded Soups mixes. An axis without a slot has the base for its expert.
 */
export const singleReward: Method = {
  id: 'single',
  label: 'Single-reward expert',
  formula: 'c = e_i, i = argmax w',
  forwardPasses: () => 1,
  steer(slots, w) {
    checkWeighting(w, slots.rewards.length);
    const expert = slots.rewards[w.indexOf(Math.max(...w))] ?? null;
    return { rows: [{ coefficients: expert === null ? {} : { [expert]: 1 } }], mixer: { kind: 'identity' } };
  },
};
