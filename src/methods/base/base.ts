import { checkWeights } from '../check-weights.ts';
import type { Method } from '../method.ts';

/** The model without any adapter: the weighting changes nothing. */
export const base: Method<'base'> = {
  id: 'base',
  label: 'Base model',
  family: 'untrained',
  formula: 'c = 0',
  card: {
    mixed: 'Nothing: the instruction-tuned model as it was published.',
    tex: '\\theta',
    rests: 'nothing trained',
  },
  marker: 'circle',
  steers: 'nowhere',
  beyond: true,
  forwardPasses: () => 1,
  steer(_slots, w, context) {
    checkWeights(w, w.length, context);
    return { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } };
  },
};
