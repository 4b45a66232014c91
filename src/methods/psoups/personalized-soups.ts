import { equalWeighting } from '../../math/simplex.ts';
import type { Method } from '../method.ts';
import { preferencePrompt } from '../preference-prompt.ts';
import { slotCoefficients } from '../slot-coefficients.ts';
import { checkWeighting } from '../weighting.ts';

/**
 * Personalized Soups (arXiv 2310.11564): the uniform average of the experts, whatever the weights; these stand in the prompt.
 * The authors average LoRA factors and have the preferences in the prompt of training as well; here deltas are averaged, of experts that
 * were trained without.
 */
export const personalizedSoups: Method = {
  id: 'psoups',
  label: 'Personalized Soups',
  formula: 'c = 1/N on every expert, the weights in the prompt, as words',
  forwardPasses: () => 1,
  steer(slots, w, context) {
    checkWeighting(w, slots.rewards.length);
    const coefficients = slotCoefficients(slots.rewards, equalWeighting(w.length));
    return { rows: [{ coefficients, system: preferencePrompt(w, context) }], mixer: { kind: 'identity' } };
  },
};
