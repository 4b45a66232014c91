import type { Method } from '../method.ts';
import { slotCoefficients } from '../slot-coefficients.ts';
import { checkWeighting } from '../weighting.ts';

const DEFAULT_SCALE = 1;

/**
 * Steering vectors (activation addition, arXiv 2308.10248; several properties at once, arXiv 2406.17563): one vector a layer and reward is
 * added to the residual stream, sum_i c_i v_i. Nothing is trained. A slot's vectors are the biases of a PEFT adapter on o_proj.
 */
export const steeringVectors: Method = {
  id: 'steering',
  label: 'Steering vectors',
  formula: 'c = scale w on vectors added to the residual stream',
  forwardPasses: () => 1,
  steer(slots, w, { options } = {}) {
    checkWeighting(w, slots.rewards.length);
    const scale = options?.scale ?? DEFAULT_SCALE;
    if (!Number.isFinite(scale)) throw new RangeError(`scale is ${scale}, expected a finite number`);
    const scaled = w.map((weight) => scale * weight);
    return { rows: [{ coefficients: slotCoefficients(slots.rewards, scaled) }], mixer: { kind: 'identity' } };
  },
};
