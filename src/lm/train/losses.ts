/** What training makes small: from the log-probabilities of an answer's tokens to a number and its slopes. Knows no network. */
import type { Loss } from './train-types.ts';

/** A loss as data, which crosses to the worker that computes it. Lists have one entry per row of the step, and arrays one per token of its answer. */
export type LossSpec =
  | {
      readonly kind: 'likelihood';
      /** Of rows; all 1 unless told. */
      readonly weights?: readonly number[];
    }
  | {
      readonly kind: 'policy-gradient';
      /** log p under the policy that sampled the answers, at the temperature of training. */
      readonly old: readonly Float32Array[];
      readonly advantages: readonly Float32Array[];
      /** The ratio to the old policy counts within 1 +- clip. */
      readonly clip: number;
      /** KL to the base as a term of its own, where the advantages hold none of it. */
      readonly kl?: KlTerm;
    };

export interface KlTerm {
  /** log p under the base. */
  readonly base: readonly Float32Array[];
  /** Of a nat, by row. */
  readonly prices: readonly number[];
}

/** @param total answer tokens of the whole step, over which a loss is a mean. */
export function lossOf(spec: LossSpec, total: number): Loss {
  if (spec.kind === 'likelihood') return likelihood(total, spec.weights);
  const surrogate = clippedPolicyGradient(total, spec.old, spec.advantages, spec.clip);
  return spec.kl ? sum(surrogate, klToBase(total, spec.kl)) : surrogate;
}

/**
 * Negative log-likelihood in nats a token: -(1 / total) sum_r weight_r sum_t log p_rt.
 * @param weights of rows; all 1 unless told.
 */
export function likelihood(total: number, weights?: readonly number[]): Loss {
  return (logp, row) => {
    const slope = -(weights ? (weights[row] as number) : 1) / total;
    let loss = 0;
    for (let t = 0; t < logp.length; t++) loss += slope * (logp[t] as number);
    return { loss, slopes: new Float32Array(logp.length).fill(slope) };
  };
}

/**
 * PPO's clipped surrogate (arXiv 1707.06347, eq. 7) as a loss: -(1 / total) sum min(ratio A, clip(ratio, 1 - c, 1 + c) A) over all tokens, with
 * ratio = exp(log p - old).
 */
export function clippedPolicyGradient(
  total: number,
  old: readonly Float32Array[],
  advantages: readonly Float32Array[],
  clip: number,
): Loss {
  return (logp, row) => {
    const before = rowOf(old, row, logp.length, 'old log-probabilities');
    const advantage = rowOf(advantages, row, logp.length, 'advantages');
    const slopes = new Float32Array(logp.length);
    let loss = 0;
    for (let t = 0; t < logp.length; t++) {
      const ratio = Math.exp((logp[t] as number) - (before[t] as number));
      const gain = advantage[t] as number;
      const free = ratio * gain;
      const held = Math.min(1 + clip, Math.max(1 - clip, ratio)) * gain;
      loss -= Math.min(free, held) / total;
      // Where the clipped one is smaller, nothing is gained by going on.
      slopes[t] = free <= held ? -free / total : 0;
    }
    return { loss, slopes };
  };
}

/**
 * KL to the base by Schulman's estimator k3, at least 0 and unbiased where the answers are the policy's own (GRPO, arXiv 2402.03300, eq. 4):
 * (1 / total) sum price (exp(d) - d - 1), d = log p_base - log p.
 */
export function klToBase(total: number, { base, prices }: KlTerm): Loss {
  return (logp, row) => {
    const reference = rowOf(base, row, logp.length, 'log-probabilities of the base');
    const price = (prices[row] as number) / total;
    const slopes = new Float32Array(logp.length);
    let loss = 0;
    for (let t = 0; t < logp.length; t++) {
      const behind = (reference[t] as number) - (logp[t] as number);
      loss += price * (Math.expm1(behind) - behind);
      slopes[t] = -price * Math.expm1(behind);
    }
    return { loss, slopes };
  };
}

function sum(one: Loss, other: Loss): Loss {
  return (logp, row) => {
    const a = one(logp, row);
    const b = other(logp, row);
    return { loss: a.loss + b.loss, slopes: a.slopes.map((slope, t) => slope + (b.slopes[t] as number)) };
  };
}

function rowOf(rows: readonly Float32Array[], row: number, tokens: number, what: string): Float32Array {
  const found = rows[row];
  if (found?.length !== tokens) throw new RangeError(`row ${row}: ${found?.length ?? 'no'} ${what} for ${tokens} tokens`);
  return found;
}
