import { checkWeighting } from '../../math/simplex.ts';
import { arxiv } from '../arxiv.ts';
import { polygon } from '../marker-shapes.ts';
import type { Coefficients, Method } from '../method.ts';
import { needsReference } from '../mixer-rows.ts';
import { readChoice } from '../options.ts';
import { divergenceOption } from './divergences.ts';

/**
 * Multi-objective decoding (MOD, arXiv 2406.18853): one row per expert, mixed at every token into the policy that is optimal for the
 * weighted rewards, when each expert is optimal for its own under the same f-divergence from the base:
 *
 *     max_p sum_v p(v) r(v) - beta sum_v q(v) f(p(v) / q(v))   =>   f'(p / q) = sum_i w_i f'(p_i / q) + z,   z such that sum_v p(v) = 1
 *
 * | divergence | f(x) | f'(x), up to constants | p at z = 0, up to a factor |
 * |---|---|---|---|
 * | reverse KL | x log x | log x | prod_i p_i^w_i |
 * | forward KL | -log x | -1 / x | 1 / (sum_i w_i / p_i) |
 * | Jensen-Shannon | x log x - (x + 1) log((x + 1) / 2) | log(2 x / (1 + x)) | q / (prod_i (1 + q / p_i)^w_i - 1) |
 * | alpha = 1/2 | (x^(1 - alpha) - (1 - alpha) x - alpha) / (alpha (alpha - 1)) | (1 - x^-alpha) / alpha | (sum_i w_i p_i^-alpha)^(-1 / alpha) |
 *
 * Under the reverse KL z is a factor of all tokens. Under the others it is none, and here, as in the authors' decoder, it is 0, and p divided by its sum:
 * their f' is bounded above, so that the exact z hands the mass that the experts' mean lacks to whichever token they raise most, however unlikely
 * (docs/decisions/2026-11-25-mod-without-its-shift.md). Only Jensen-Shannon needs q: it costs a row for the base.
 *
 * An expert of weight 0 has no say, so its row is not computed; an axis without a slot has the base for its expert.
 */
export const mod: Method<'mod'> = {
  id: 'mod',
  label: 'MOD',
  family: 'decoding',
  formula: "f'(x) = sum_i w_i f'(p_i / base), p in proportion to x base; for the reverse KL log p = sum_i w_i log p_i + z",
  card: {
    mixed:
      'Every expert computes a row of its own for every token, and their distributions are mixed by the mean that the chosen divergence makes best for the weighted rewards.',
    tex: "f'(x) = \\sum_i w_i\\, f'(p_i / q),\\quad p \\propto q\\,x",
    source: arxiv('2406.18853', 'Multi-objective decoding'),
    cheaper: 'fewer where weights are 0',
    rests: 'the adapters that it mixes',
  },
  marker: polygon(5, -90),
  page: 'mod',
  option: divergenceOption,
  steers: 'everywhere',
  forwardPasses: (rewards, options) => (needsReference(readChoice(divergenceOption, options)) ? rewards + 1 : rewards),
  steer(slots, w, { options } = {}) {
    checkWeighting(w, slots.rewards.length);
    const divergence = readChoice(divergenceOption, options);
    const experts = slots.rewards.map((slot, i) => ({ slot, weight: w[i] ?? 0 })).filter(({ weight }) => weight > 0);
    const rows = experts.map(({ slot }) => ({ coefficients: expertOf(slot) }));
    const weights = experts.map(({ weight }) => weight);
    // One expert alone is its own mix under every divergence.
    if (divergence === 'reverse-kl' || experts.length === 1) return { rows, mixer: { kind: 'log-probs', weights } };
    const reference = needsReference(divergence) ? [{ coefficients: {} }] : [];
    return { rows: [...reference, ...rows], mixer: { kind: 'divergence', divergence, weights } };
  },
};

function expertOf(slot: string | null): Coefficients {
  return slot === null ? {} : { [slot]: 1 };
}
