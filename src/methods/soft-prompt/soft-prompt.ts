import { arxiv } from '../arxiv.ts';
import { conditionedRow } from '../conditioned-row.ts';
import type { Corner } from '../marker-shapes.ts';
import type { Method } from '../method.ts';

const chevron: readonly Corner[] = [
  [-1.27, -1.1],
  [0.13, -1.1],
  [1.27, 0],
  [0.13, 1.1],
  [-1.27, 1.1],
  [-0.13, 0],
];

/**
 * A soft prompt that reads the weights: vectors in the place of words before the chat (prompt tuning, Lester et al. 2021, arXiv 2104.08691),
 * conditioned as CLP conditions its parameters, which its paper names as future work (Wang et al. 2024, arXiv 2407.15762). The shared slot's
 * vectors are always there, the rewards' are added by their weights: e(w) = e_S + sum_i w_i e_i. The network itself stays the base's.
 */
export const softPrompt: Method<'soft-prompt'> = {
  id: 'soft-prompt',
  label: 'Soft prompt',
  family: 'conditioned',
  formula: 'e(w) = shared vectors + Σ w × vectors of each reward, before the chat',
  card: {
    mixed:
      'One policy, trained over drawn weights: a few learned vectors stand before the chat as if they were words, a shared set and one for each reward, scaled by its weight. No weight of the network changes.',
    tex: 'e(w) = e_S + \\sum_i w_i\\, e_i,\\quad p\\left(y \\mid e(w), x\\right)',
    source: arxiv('2104.08691', 'Prompt tuning'),
    cheaper: 'without an adapter’s share',
    rests: 'the adapters that it mixes',
  },
  marker: chevron,
  page: 'soft-prompt',
  steers: 'everywhere',
  beyond: true,
  softTokens: true,
  forwardPasses: () => 1,
  steer: conditionedRow,
};
