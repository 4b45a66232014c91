import { checkWeighting, equalWeighting } from '../../math/simplex.ts';
import { arxiv } from '../arxiv.ts';
import { cross } from '../marker-shapes.ts';
import type { Method } from '../method.ts';
import { preferencePrompt } from '../preference-prompt.ts';
import { slotCoefficients } from '../slot-coefficients.ts';

/**
 * Personalized Soups (arXiv 2310.11564): the uniform average of the experts, whatever the weights; these stand in the prompt.
 * The authors average LoRA factors and have the preferences in the prompt of training as well; here deltas are averaged, of experts that
 * were trained without.
 */
export const personalizedSoups: Method<'psoups'> = {
  id: 'psoups',
  label: 'Personalized Soups',
  family: 'weight-space',
  formula: 'c = 1/N on every expert, the weights in the prompt, as words',
  card: {
    mixed: 'All experts in equal parts, whatever the weights; the weights are told in the system prompt, as words.',
    tex: '\\theta + \\tfrac{1}{N}\\sum_i B_i A_i,\\quad \\text{prompt} \\leftarrow w',
    source: arxiv('2310.11564', 'Personalized Soups'),
    rests: 'the adapters that it mixes',
  },
  marker: cross(),
  page: 'personalized-soups',
  steers: 'everywhere',
  forwardPasses: () => 1,
  steer(slots, w, context) {
    checkWeighting(w, slots.rewards.length);
    const coefficients = slotCoefficients(slots.rewards, equalWeighting(w.length));
    return { rows: [{ coefficients, system: preferencePrompt(w, context) }], mixer: { kind: 'identity' } };
  },
};
