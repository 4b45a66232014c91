import { conditionedRow } from '../conditioned-row.ts';
import type { Method } from '../method.ts';

/**
 * Panacea (arXiv 2402.02030): every layer's delta is U diag(sigma_1..sigma_k, s w_1..s w_m) V, k shared directions and one per reward,
 * whose singular value is the preference times a learned scale s of the layer. In a bank: a shared slot of rank k at 1, and a slot of rank
 * 1 a reward at w, with s folded into its B.
 */
export const panacea: Method = {
  id: 'panacea',
  label: 'Panacea',
  formula: 'c = (1 for the shared rank-k slot, w on rank-1 slots)',
  forwardPasses: () => 1,
  steer: conditionedRow,
};
