import { checkBeyond } from '../math/beyond-simplex.ts';
import { checkWeighting } from '../math/simplex.ts';
import type { SteeringContext, Weighting } from './method.ts';

/**
 * Of methods whose rows are linear in w (`Method.beyond`): the weights are on the simplex, or within its wider range where the context allows it.
 * @throws RangeError that shows the weights.
 */
export function checkWeights(w: Weighting, length: number, { beyond = false }: SteeringContext = {}): void {
  if (beyond) checkBeyond(w, length);
  else checkWeighting(w, length);
}
