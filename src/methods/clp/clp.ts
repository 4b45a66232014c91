import { arxiv } from '../arxiv.ts';
import { conditionedRow } from '../conditioned-row.ts';
import { polygon } from '../marker-shapes.ts';
import type { Method } from '../method.ts';

/**
 * Conditional Language Policy (arXiv 2407.15762): one policy trained over sampled weightings.
 * The shared slot is always on, the rewards' slots are scaled by their weights. Which linears carry slots (attention, all, the head) makes
 * attn-, full- and logit-CLP; an axis without a slot (the closeness of a dial) steers by what its weight takes from the others.
 */
export const clp: Method<'clp'> = {
  id: 'clp',
  label: 'CLP',
  family: 'conditioned',
  formula: 'c = (1 for the shared slot, w on the reward slots)',
  card: {
    mixed:
      'One policy, trained over weights drawn anew for every prompt: a shared adapter is always on, and one adapter for each reward is scaled by its weight.',
    tex: '\\theta + B_S A_S + \\sum_i w_i\\, B_i A_i',
    source: arxiv('2407.15762', 'Conditional Language Policy'),
    rests: 'the adapters that it mixes',
  },
  marker: polygon(4, 0),
  page: 'clp',
  steers: 'everywhere',
  beyond: true,
  forwardPasses: () => 1,
  steer: conditionedRow,
};
