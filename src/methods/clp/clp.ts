import { conditionedRow } from '../conditioned-row.ts';
import type { Method } from '../method.ts';

/**
 * Conditional Language Policy (arXiv 2407.15762): one policy trained over sampled weightings.
 * The shared slot is always on, the rewards' slots are scaled by their weights. Which linears carry slots (attention, all, the head) makes
 * attn-, full- and logit-CLP; an axis without a slot (the closeness of a dial) steers by what its weight takes from the others.
 */
export const clp: Method = {
  id: 'clp',
  label: 'CLP',
  formula: 'c = (1 for the shared slot, w on the reward slots)',
  forwardPasses: () => 1,
  steer: conditionedRow,
};
