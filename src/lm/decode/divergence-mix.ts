/**
 * MOD's mixes of other divergences than the reverse KL: p in proportion to q (f')^-1(sum_i w_i f'(p_i / q)), without the shift z (src/methods/mod/mod.ts
 * says why). Under the forward KL that is the experts' harmonic mean, under alpha the power mean of exponent -alpha: q drops out. Logarithms throughout,
 * as a vocabulary's tail lies at 1e-20 and below.
 */
import { logSigmoid } from '../../math/softmax.ts';
import type { Divergence } from '../../methods/method.ts';

/** Logits and their log-normaliser. */
export interface Distribution {
  readonly logits: Float32Array;
  readonly partition: number;
}

/**
 * @param weights One per expert, above 0, summing to 1.
 * @param reference Of `jsd` alone.
 * @returns [vocabulary], logits: log-probabilities up to a constant; -Infinity where an expert is.
 */
export function mixByDivergence(
  divergence: Exclude<Divergence, 'reverse-kl'>,
  weights: readonly number[],
  experts: readonly Distribution[],
  reference?: Distribution,
): Float32Array {
  switch (divergence) {
    case 'forward-kl':
      return powerMean(-1, weights, experts);
    case 'alpha':
      return powerMean(-0.5, weights, experts);
    case 'jsd':
      if (!reference) throw new TypeError('the Jensen-Shannon mix got no reference, expected the row of the base');
      return jensenShannon(weights, experts, reference);
  }
}

/** log (sum_i w_i p_i^exponent)^(1 / exponent), for an exponent below 0. */
function powerMean(exponent: number, weights: readonly number[], experts: readonly Distribution[]): Float32Array {
  const mixed = new Float32Array(experts[0]?.logits.length ?? 0);
  for (let v = 0; v < mixed.length; v++) {
    // The least likely expert has the largest power: against it the sum cannot overflow.
    let least = Number.POSITIVE_INFINITY;
    for (const { logits, partition } of experts) least = Math.min(least, (logits[v] as number) - partition);
    if (least === Number.NEGATIVE_INFINITY) {
      mixed[v] = least;
      continue;
    }
    let sum = 0;
    for (const [i, { logits, partition }] of experts.entries()) {
      sum += (weights[i] as number) * Math.exp(exponent * ((logits[v] as number) - partition - least));
    }
    mixed[v] = least + Math.log(sum) / exponent;
  }
  return mixed;
}

/** log q / (prod_i (1 + q / p_i)^w_i - 1). */
function jensenShannon(weights: readonly number[], experts: readonly Distribution[], reference: Distribution): Float32Array {
  const mixed = new Float32Array(reference.logits.length);
  for (let v = 0; v < mixed.length; v++) {
    const base = (reference.logits[v] as number) - reference.partition;
    let sum = 0;
    for (const [i, { logits, partition }] of experts.entries()) {
      // log(1 + q / p_i)
      sum -= (weights[i] as number) * logSigmoid((logits[v] as number) - partition - base);
    }
    // Experts have nothing to say of a token that the reference excludes. log(exp(sum) - 1), safe where the sum is large or tiny.
    mixed[v] = base === Number.NEGATIVE_INFINITY ? base : base - sum - Math.log(-Math.expm1(-sum));
  }
  return mixed;
}
