/** What a pane's card says of a method: what is mixed where, and the formula in TeX. Notation as in src/methods and docs/methods. */
import type { MethodId } from '../../methods/method.ts';

export interface MethodNote {
  /** One or two sentences. */
  readonly mixed: string;
  /** TeX. */
  readonly formula: string;
  /** Where it comes from. */
  readonly source?: { readonly label: string; readonly url: string };
}

const arxiv = (id: string, label: string) => ({ label, url: `https://arxiv.org/abs/${id}` });

export const methodNotes: Readonly<Record<MethodId, MethodNote>> = {
  base: { mixed: 'Nothing: the instruction-tuned model as it was published.', formula: '\\theta' },
  single: {
    mixed: 'Nothing is mixed: the expert of the largest weight answers alone.',
    formula: '\\theta + \\Delta_i,\\quad i = \\arg\\max_i w_i',
    source: arxiv('2306.04488', 'Rewarded Soups'),
  },
  rs: {
    mixed: 'One adapter was trained for each reward alone; their deltas are added up in proportion to the weights, in every layer.',
    formula: '\\theta + \\sum_i w_i\\, B_i A_i',
    source: arxiv('2306.04488', 'Rewarded Soups'),
  },
  'rs-factor': {
    mixed:
      'The same experts, but the two factors of each adapter are averaged apart, as the authors’ LoRA code does: this adds the product of every pair.',
    formula: '\\theta + \\Big(\\sum_i w_i B_i\\Big)\\Big(\\sum_j w_j A_j\\Big)',
    source: arxiv('2306.04488', 'Rewarded Soups'),
  },
  psoups: {
    mixed: 'All experts in equal parts, whatever the weights; the weights are told in the system prompt, as words.',
    formula: '\\theta + \\tfrac{1}{N}\\sum_i B_i A_i,\\quad \\text{prompt} \\leftarrow w',
    source: arxiv('2310.11564', 'Personalized Soups'),
  },
  clp: {
    mixed:
      'One policy, trained over weights drawn anew for every prompt: a shared adapter is always on, and one adapter for each reward is scaled by its weight.',
    formula: '\\theta + B_S A_S + \\sum_i w_i\\, B_i A_i',
    source: arxiv('2407.15762', 'Conditional Language Policy'),
  },
  panacea: {
    mixed:
      'One policy, trained over drawn weights: a shared adapter of rank k, and one single direction for each reward in every layer, scaled by its weight.',
    formula: '\\theta + U\\,\\mathrm{diag}(\\sigma_1 \\dots \\sigma_k,\\; s\\,w_1 \\dots s\\,w_N)\\,V^{\\top}',
    source: arxiv('2402.02030', 'Panacea'),
  },
  prompt: {
    mixed: 'No number is mixed: the weights are told in the system prompt, as words.',
    formula: '\\theta,\\quad \\text{prompt} \\leftarrow w',
  },
  'trained-at': {
    mixed: 'A policy of its own for each of a few weightings, trained at that weighting; the nearest one answers.',
    formula: '\\theta + \\Delta_{w^{*}},\\quad w^{*} = \\arg\\min_{v \\in \\text{trained}} \\lVert v - w \\rVert',
  },
  dera: {
    mixed:
      'Two rows are computed for every token, the base and the soup at these weights, and their logits are mixed; λ above 1 extrapolates.',
    formula: '\\ell = \\ell_{\\text{base}} + \\lambda\\,(\\ell_{\\text{aligned}} - \\ell_{\\text{base}})',
    source: arxiv('2402.02992', 'Decoding-time realignment'),
  },
  mod: {
    mixed:
      'Every expert computes a row of its own for every token, and their distributions are mixed by the mean that the chosen divergence makes best for the weighted rewards.',
    formula: "f'(x) = \\sum_i w_i\\, f'(p_i / q),\\quad p \\propto q\\,x",
    source: arxiv('2406.18853', 'Multi-objective decoding'),
  },
  steering: {
    mixed:
      'Nothing is trained: for each reward, the mean difference between the base’s best and worst answers is added to the attention output of every layer.',
    formula: 'h_l + s \\sum_i w_i\\, v_{i,l}',
    source: arxiv('2308.10248', 'Activation addition'),
  },
};
