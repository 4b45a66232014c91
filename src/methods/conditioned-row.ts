import { checkWeights } from './check-weights.ts';
import type { PolicySlots, Steering, SteeringContext, Weighting } from './method.ts';
import { slotCoefficients } from './slot-coefficients.ts';

/** The one row of a policy that was trained over sampled weightings: 1 on its shared slot, w on the slots of its axes. */
export function conditionedRow(slots: PolicySlots, w: Weighting, context?: SteeringContext): Steering {
  checkWeights(w, slots.rewards.length, context);
  const shared = slots.shared === undefined ? {} : { [slots.shared]: 1 };
  return { rows: [{ coefficients: { ...slotCoefficients(slots.rewards, w), ...shared } }], mixer: { kind: 'identity' } };
}
