import { arxiv } from '../arxiv.ts';
import { checkWeights } from '../check-weights.ts';
import { polygon } from '../marker-shapes.ts';
import type { Method } from '../method.ts';
import { slotCoefficients } from '../slot-coefficients.ts';

/**
 * Sliders (sequential steering, arXiv 2603.03326): steering vectors of which each is measured on the stream as the earlier ones shift it and is
 * made orthogonal to them in every layer, so that moving one should leave the others' rewards alone. Each vector carries a scale of its own,
 * as far as a KL to the base allows: a weight is its share of that. Nothing is trained.
 */
export const sliders: Method<'sliders'> = {
  id: 'sliders',
  label: 'Orthogonal sliders',
  family: 'untrained',
  formula: 'c = w on vectors orthogonal in every layer',
  card: {
    mixed:
      'Nothing is trained: steering vectors, one a reward and layer, of which each is measured with the earlier ones on and made orthogonal to them; each is as long as a limit on KL allows.',
    tex: 'h_l + \\sum_i w_i\\, u_{i,l},\\quad u_{i,l} \\perp u_{j,l}',
    source: arxiv('2603.03326', 'Personality sliders'),
    rests: 'nothing trained',
  },
  marker: polygon(3, 180),
  page: 'sliders',
  steers: 'everywhere',
  beyond: true,
  forwardPasses: () => 1,
  steer(slots, w, context = {}) {
    checkWeights(w, slots.rewards.length, context);
    return { rows: [{ coefficients: slotCoefficients(slots.rewards, w) }], mixer: { kind: 'identity' } };
  },
};
