import { arxiv } from '../arxiv.ts';
import { conditionedRow } from '../conditioned-row.ts';
import type { Corner } from '../marker-shapes.ts';
import type { Method } from '../method.ts';

const hourglass: readonly Corner[] = [
  [-1.25, -1.25],
  [1.25, -1.25],
  [0.35, 0],
  [1.25, 1.25],
  [-1.25, 1.25],
  [-0.35, 0],
];

/**
 * Panacea (arXiv 2402.02030): every layer's delta is U diag(sigma_1..sigma_k, s w_1..s w_m) V, k shared directions and one per reward,
 * whose singular value is the preference times a learned scale s of the layer. In a bank: a shared slot of rank k at 1, and a slot of rank
 * 1 a reward at w, with s folded into its B.
 */
export const panacea: Method<'panacea'> = {
  id: 'panacea',
  label: 'Panacea',
  family: 'conditioned',
  formula: 'c = (1 for the shared rank-k slot, w on rank-1 slots)',
  card: {
    mixed:
      'One policy, trained over drawn weights: a shared adapter of rank k, and one single direction for each reward in every layer, scaled by its weight.',
    tex: '\\theta + U\\,\\mathrm{diag}(\\sigma_1 \\dots \\sigma_k,\\; s\\,w_1 \\dots s\\,w_N)\\,V^{\\top}',
    source: arxiv('2402.02030', 'Panacea'),
    rests: 'the adapters that it mixes',
  },
  marker: hourglass,
  page: 'panacea',
  steers: 'everywhere',
  beyond: true,
  forwardPasses: () => 1,
  steer: conditionedRow,
};
