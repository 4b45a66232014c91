import { checkWeighting, normalise } from '../../math/simplex.ts';
import { arxiv } from '../arxiv.ts';
import { polygon } from '../marker-shapes.ts';
import type { Method, PolicySlots, Weighting } from '../method.ts';
import { type NumberOption, readNumber } from '../options.ts';
import { slotCoefficients } from '../slot-coefficients.ts';

const lambdaOption: NumberOption = {
  kind: 'number',
  name: 'lambda',
  // Half beyond the aligned policy, where extrapolation shows.
  usual: 1.5,
  min: 0,
  max: 3,
  step: 0.05,
  symbol: 'λ',
  label: 'Lambda',
  trainedUpTo: 1,
  notes: { within: '0 base, 1 aligned', beyond: 'beyond 1: extrapolation' },
};

/**
 * Decoding-time realignment (DeRa, arXiv 2402.02992) of Rewarded Soups: logits = base + lambda (aligned - base), from two rows.
 * lambda 0 is the base, 1 the aligned policy, more goes beyond it; in between it plays the part of a KL strength that was never trained.
 *
 * Where an axis has no slot (closeness), the weights are the dial: the aligned row is the soup of the axes that have one, at their share
 * of their weight, and lambda is `options.lambda` times that weight. So w runs lambda from 0 to options.lambda.
 */
export const dera: Method<'dera'> = {
  id: 'dera',
  label: 'DeRa',
  family: 'decoding',
  formula: 'logits = base + lambda (aligned - base)',
  card: {
    mixed:
      'Two rows are computed for every token, the base and the soup at these weights, and their logits are mixed; λ above 1 extrapolates.',
    tex: '\\ell = \\ell_{\\text{base}} + \\lambda\\,(\\ell_{\\text{aligned}} - \\ell_{\\text{base}})',
    source: arxiv('2402.02992', 'Decoding-time realignment'),
    rests: 'the adapters that it mixes',
  },
  marker: polygon(3, 90),
  page: 'dera',
  option: lambdaOption,
  steers: 'everywhere',
  forwardPasses: () => 2,
  steer(slots, w, { options } = {}) {
    checkWeighting(w, slots.rewards.length);
    const strength = readNumber(lambdaOption, options);
    const { share, aligned } = slots.rewards.includes(null) ? dialled(slots.rewards, w) : { share: 1, aligned: w };
    const lambda = strength * share;
    return {
      rows: [{ coefficients: {} }, { coefficients: slotCoefficients(slots.rewards, aligned) }],
      mixer: { kind: 'linear', weights: [1 - lambda, lambda] },
    };
  },
};

/** The weight of the axes that have a slot, and how it is divided among them. */
function dialled(slots: PolicySlots['rewards'], w: Weighting): { share: number; aligned: Weighting } {
  const weights = slots.map((slot, i) => (slot === null ? 0 : Math.max(0, w[i] ?? 0)));
  const share = weights.reduce((sum, weight) => sum + weight, 0);
  // At no weight any division does: lambda is 0. The equal one over the named slots keeps the row what it is beside it.
  const aligned = share > 0 ? normalise(weights) : normalise(slots.map((slot) => Number(slot !== null)));
  return { share, aligned };
}
