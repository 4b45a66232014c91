import { star } from '../marker-shapes.ts';
import type { Method } from '../method.ts';
import { preferencePrompt } from '../preference-prompt.ts';

/**
 * The prompting baseline: the weights stand in the system prompt as words, and nothing else is steered. Without a shared slot the base
 * reads them as they are; with one, an adapter that was trained to follow them (as in Rewards-in-Context, arXiv 2402.10207).
 */
export const prompting: Method<'prompt'> = {
  id: 'prompt',
  label: 'Prompting',
  family: 'prompt',
  formula: 'the weights in the prompt, as words; c = 0, or 1 on the slot trained on them',
  card: {
    mixed: 'No number is mixed: the weights are told in the system prompt, as words.',
    tex: '\\theta,\\quad \\text{prompt} \\leftarrow w',
    rests: 'nothing trained',
  },
  marker: star(4, -90, 0.45),
  page: 'prompting',
  steers: 'everywhere',
  forwardPasses: () => 1,
  steer(slots, w, context) {
    const system = preferencePrompt(w, context);
    return { rows: [{ coefficients: slots.shared === undefined ? {} : { [slots.shared]: 1 }, system }], mixer: { kind: 'identity' } };
  },
};
