import { normalise } from '../../math/simplex.ts';
import type { Method, PolicySlots, Weighting } from '../method.ts';
import { slotCoefficients } from '../slot-coefficients.ts';
import { checkWeighting } from '../weighting.ts';

/** Half beyond the aligned policy, where extrapolation shows. */
const DEFAULT_LAMBDA = 1.5;

/**
 * Decoding-time realignment (DeRa, arXiv 2402.02992) of Rewarded Soups: logits = base + lambda (aligned - base), from two rows.
 * lambda 0 is the base, 1 the aligned policy, more goes beyond it; in between it plays the part of a KL strength that was never trained.
 *
 * Where an axis has no slot (closeness), the weights are the dial: the aligned row is the soup of the axes that have one, at their share
 * of their weight, and lambda is `options.lambda` times that weight. So w runs lambda from 0 to options.lambda.
 */
export const dera: Method = {
  id: 'dera',
  label: 'DeRa',
  formula: 'logits = base + lambda (aligned - base)',
  forwardPasses: () => 2,
  steer(slots, w, { options } = {}) {
    checkWeighting(w, slots.rewards.length);
    const strength = options?.lambda ?? DEFAULT_LAMBDA;
    if (!Number.isFinite(strength)) throw new RangeError(`lambda is ${strength}, expected a finite number`);
    const { share, aligned } = slots.rewards.includes(null) ? dialled(slots.rewards, w) : { share: 1, aligned: w };
    const lambda = strength * share;
    return {
      rows: [{ coefficients: {} }, { coefficients: slotCoefficients(slots.rewards, aligned) }],
      mixer: { kind: 'linear', weights: [1 - lambda, lambda] },
    };
  },
};

/** The weight of the axes that have a slot, and how it is divided among them. */
function dialled(slots: PolicySlots['rewards'], w: Weighting): { share: number; aligned: Weighting } {
  const weights = slots.map((slot, i) => (slot === null ? 0 : Math.max(0, w[i] ?? 0)));
  const share = weights.reduce((sum, weight) => sum + weight, 0);
  // At no weight any division does: lambda is 0. The equal one over the named slots keeps the row what it is beside it.
  const aligned = share > 0 ? normalise(weights) : normalise(slots.map((slot) => Number(slot !== null)));
  return { share, aligned };
}
