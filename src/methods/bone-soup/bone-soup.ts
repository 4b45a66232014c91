import { arxiv } from '../arxiv.ts';
import { checkWeights } from '../check-weights.ts';
import { star } from '../marker-shapes.ts';
import type { Method, Weighting } from '../method.ts';
import { type NumberOption, readNumber } from '../options.ts';
import { slotCoefficients } from '../slot-coefficients.ts';

const betaOption: NumberOption = {
  kind: 'number',
  name: 'beta',
  usual: 0.8,
  min: 0.6,
  max: 1,
  step: 0.05,
  symbol: 'β',
  label: 'Beta, the share of its own reward that a backbone was trained with',
};

/**
 * Bone Soup (arXiv 2502.10762): backbone i was trained on the combined reward sum_j B_ij r_j, B symmetric and circulant with beta on its
 * diagonal, and the soup's coefficients solve B c = w. At beta 1 the backbones are single rewards and c is w, as in Rewarded Soups.
 * The authors' factor k, which pushes the soup further from the base, is 1 here.
 */
export const boneSoup: Method<'bone-soup'> = {
  id: 'bone-soup',
  label: 'Bone Soup',
  family: 'weight-space',
  formula: 'c solves B c = w, negative beyond the backbones',
  card: {
    mixed:
      'One adapter was trained for each combination of rewards in a circulant matrix; their deltas are added up by what solves for the weights, and some are taken away.',
    tex: '\\theta + \\sum_i c_i\\, B_i A_i,\\quad \\mathbf{B} c = w',
    source: arxiv('2502.10762', 'Bone Soup'),
    rests: 'the adapters that it mixes',
  },
  marker: star(6, -90, 0.6),
  page: 'bone-soup',
  option: betaOption,
  steers: 'everywhere',
  beyond: true,
  forwardPasses: () => 1,
  steer(slots, w, context = {}) {
    checkWeights(w, slots.rewards.length, context);
    const merged = mergingCoefficients(w, readNumber(betaOption, context.options));
    return { rows: [{ coefficients: slotCoefficients(slots.rewards, merged) }], mixer: { kind: 'identity' } };
  },
};

/**
 * c of B c = w, where B has beta on its diagonal and b = (1 - beta) / (n - 1) elsewhere: c_i = (w_i - b) / (beta - b), as rows of B and w sum
 * to 1. The c sum to 1.
 * @throws RangeError unless 1/n < beta <= 1: at 1/n all backbones are one.
 */
export function mergingCoefficients(w: Weighting, beta: number): number[] {
  const n = w.length;
  if (!(beta > 1 / n && beta <= 1)) throw new RangeError(`beta is ${beta}, expected more than 1/${n} and at most 1`);
  const rest = n === 1 ? 0 : (1 - beta) / (n - 1);
  return w.map((weight) => (weight - rest) / (beta - rest));
}
