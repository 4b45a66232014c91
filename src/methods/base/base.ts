import type { Method } from '../method.ts';
import { checkWeighting } from '../weighting.ts';

/** The model without any adapter: the weighting changes nothing. */
export const base: Method = {
  id: 'base',
  label: 'Base model',
  formula: 'c = 0',
  forwardPasses: () => 1,
  steer(_slots, w) {
    checkWeighting(w);
    return { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } };
  },
};
