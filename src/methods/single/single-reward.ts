import { checkWeighting } from '../../math/simplex.ts';
import { arxiv } from '../arxiv.ts';
import { polygon } from '../marker-shapes.ts';
import type { Method } from '../method.ts';

/**
 * The expert of one reward (single-objective fine-tuning, SOFT): the reward with the largest weight, the first of equals.
 * At a corner of the simplex this is the expert that Rewarded Soups mixes. An axis without a slot has the base for its expert.
 */
export const singleReward: Method<'single'> = {
  id: 'single',
  label: 'Single-reward expert',
  family: 'weight-space',
  formula: 'c = e_i, i = argmax w',
  card: {
    mixed: 'Nothing is mixed: the expert of the largest weight answers alone.',
    tex: '\\theta + \\Delta_i,\\quad i = \\arg\\max_i w_i',
    source: arxiv('2306.04488', 'Rewarded Soups'),
    rests: 'the adapters that it mixes',
  },
  marker: polygon(3, -90),
  page: 'rewarded-soups',
  steers: 'everywhere',
  forwardPasses: () => 1,
  steer(slots, w) {
    checkWeighting(w, slots.rewards.length);
    const expert = slots.rewards[w.indexOf(Math.max(...w))] ?? null;
    return { rows: [{ coefficients: expert === null ? {} : { [expert]: 1 } }], mixer: { kind: 'identity' } };
  },
};
