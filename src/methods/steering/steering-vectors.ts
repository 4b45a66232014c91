import { arxiv } from '../arxiv.ts';
import { checkWeights } from '../check-weights.ts';
import { polygon } from '../marker-shapes.ts';
import type { Method } from '../method.ts';
import { type NumberOption, readNumber } from '../options.ts';
import { slotCoefficients } from '../slot-coefficients.ts';

const scaleOption: NumberOption = { kind: 'number', name: 'scale', usual: 1, min: 0, max: 8, step: 0.05, symbol: 'scale', label: 'Scale' };

/**
 * Steering vectors (activation addition, arXiv 2308.10248; several properties at once, arXiv 2406.17563): one vector a layer and reward is
 * added to the residual stream, sum_i c_i v_i. Nothing is trained. A slot's vectors are the biases of a PEFT adapter on o_proj.
 */
export const steeringVectors: Method<'steering'> = {
  id: 'steering',
  label: 'Steering vectors',
  family: 'untrained',
  formula: 'c = scale w on vectors added to the residual stream',
  card: {
    mixed:
      'Nothing is trained: for each reward, the mean difference between the base’s best and worst answers is added to the attention output of every layer.',
    tex: 'h_l + s \\sum_i w_i\\, v_{i,l}',
    source: arxiv('2308.10248', 'Activation addition'),
    rests: 'nothing trained',
  },
  marker: polygon(3, 0),
  page: 'steering-vectors',
  option: scaleOption,
  steers: 'everywhere',
  beyond: true,
  forwardPasses: () => 1,
  steer(slots, w, context = {}) {
    checkWeights(w, slots.rewards.length, context);
    const scale = readNumber(scaleOption, context.options);
    const scaled = w.map((weight) => scale * weight);
    return { rows: [{ coefficients: slotCoefficients(slots.rewards, scaled) }], mixer: { kind: 'identity' } };
  },
};
