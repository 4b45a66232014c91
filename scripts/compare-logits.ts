/** How far two networks' next tokens are apart. */
import { shiftedSum } from '../src/math/softmax.ts';

export interface Compared {
  /** From the first to the second, nats. */
  readonly kl: number;
  readonly sameLikeliest: boolean;
  /** Between the two likeliest logits of the first. */
  readonly margin: number;
  readonly worstLogit: number;
}

/** KL(p || q) in nats of softmaxes, in double precision, without making either. */
export function compareLogits(exact: Float32Array, other: Float32Array): Compared {
  const p = shiftedSum(exact);
  const q = shiftedSum(other);
  const logZ = (sum: { largest: number; sum: number }) => sum.largest + Math.log(sum.sum);
  const shift = logZ(q) - logZ(p);
  let kl = 0;
  let worstLogit = 0;
  let [best, second, otherBest] = [-1, -1, 0];
  for (let token = 0; token < exact.length; token++) {
    const [a, b] = [exact[token] as number, other[token] as number];
    kl += (Math.exp(a - p.largest) / p.sum) * (a - b + shift);
    worstLogit = Math.max(worstLogit, Math.abs(a - b));
    if (best < 0 || a > (exact[best] as number)) [best, second] = [token, best];
    else if (second < 0 || a > (exact[second] as number)) second = token;
    if (b > (other[otherBest] as number)) otherBest = token;
  }
  return { kl, sameLikeliest: best === otherBest, margin: (exact[best] as number) - (exact[second] as number), worstLogit };
}
