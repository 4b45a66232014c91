import { arxiv } from '../arxiv.ts';
import { checkWeights } from '../check-weights.ts';
import { polygon } from '../marker-shapes.ts';
import type { Method } from '../method.ts';
import { slotCoefficients } from '../slot-coefficients.ts';

/**
 * Rewarded Soups (arXiv 2306.04488) by delta mixing: the weights of the experts are averaged, sum_i w_i B_i A_i.
 * The authors' LoRA code averages the factors A and B instead, which adds cross terms: rewarded-soups-factor.ts.
 */
export const rewardedSoups: Method<'rs'> = {
  id: 'rs',
  label: 'Rewarded Soups',
  family: 'weight-space',
  formula: 'c = w on the experts',
  card: {
    mixed: 'One adapter was trained for each reward alone; their deltas are added up in proportion to the weights, in every layer.',
    tex: '\\theta + \\sum_i w_i\\, B_i A_i',
    source: arxiv('2306.04488', 'Rewarded Soups'),
    rests: 'the adapters that it mixes',
  },
  marker: polygon(4, 45),
  page: 'rewarded-soups',
  steers: 'everywhere',
  beyond: true,
  forwardPasses: () => 1,
  steer(slots, w, context) {
    checkWeights(w, slots.rewards.length, context);
    return { rows: [{ coefficients: slotCoefficients(slots.rewards, w) }], mixer: { kind: 'identity' } };
  },
};
