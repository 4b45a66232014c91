import { checkWeighting } from '../../math/simplex.ts';
import { arxiv } from '../arxiv.ts';
import { crossSlot } from '../cross-slot.ts';
import { polygon } from '../marker-shapes.ts';
import type { Method } from '../method.ts';

/**
 * Rewarded Soups (arXiv 2306.04488) by factor mixing, as its authors' LoRA code does it: the factors are averaged, then multiplied,
 * (sum_i w_i B_i)(sum_j w_j A_j) = sum_ij w_i w_j B_i A_j. The terms i = j are the experts' slots at w_i^2, the others are cross slots.
 * Equal to delta mixing at the corners of the simplex; between them it is another function of w.
 */
export const rewardedSoupsFactor: Method<'rs-factor'> = {
  id: 'rs-factor',
  label: 'Rewarded Soups, factors',
  family: 'weight-space',
  formula: '(sum_i w_i B_i)(sum_j w_j A_j): c = w_i^2 on the experts, w_i w_j on their cross slots',
  card: {
    mixed:
      'The same experts, but the two factors of each adapter are averaged apart, as the authors’ LoRA code does: this adds the product of every pair.',
    tex: '\\theta + \\Big(\\sum_i w_i B_i\\Big)\\Big(\\sum_j w_j A_j\\Big)',
    source: arxiv('2306.04488', 'Rewarded Soups'),
    rests: 'the adapters that it mixes',
  },
  marker: polygon(6, 0),
  page: 'rewarded-soups',
  steers: 'everywhere',
  crosses: true,
  forwardPasses: () => 1,
  steer(slots, w) {
    checkWeighting(w, slots.rewards.length);
    const experts = slots.rewards.flatMap((slot, i) => (slot === null ? [] : [{ slot, weight: w[i] ?? 0 }]));
    const coefficients: Record<string, number> = {};
    for (const [i, a] of experts.entries()) {
      for (const [j, b] of experts.entries()) coefficients[i === j ? a.slot : crossSlot(a.slot, b.slot)] = a.weight * b.weight;
    }
    return { rows: [{ coefficients }], mixer: { kind: 'identity' } };
  },
};
