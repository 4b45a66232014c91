/** What training makes small: from the log-probabilities of the answers' tokens to a number and its slopes. Knows no network. */

/** log p of every token of every row's answer in; the loss and d loss / d log p out, in the same shapes. */
export type Loss = (logp: readonly Float32Array[]) => { readonly loss: number; readonly slopes: readonly Float32Array[] };

/** A loss as data, which crosses to the worker that computes it. One entry per row of the step, and in them one per token of its answer. */
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
    };

/**
 * The loss of some of a step's rows: their part of the whole, so that the parts' losses and slopes add up to it.
 * @param total answer tokens of the whole step.
 * @param from index of the first of these rows in the step.
 */
export function lossOf(spec: LossSpec, total: number, from = 0): Loss {
  if (spec.kind === 'likelihood') return likelihood(total, spec.weights?.slice(from));
  return clippedPolicyGradient(spec.old.slice(from), spec.advantages.slice(from), spec.clip, total);
}

/**
 * Negative log-likelihood, nats a token: -(1 / total) sum_r weight_r sum_t log p_rt.
 * @param weights of rows; all 1 unless told.
 */
export function likelihood(total: number, weights?: readonly number[]): Loss {
  return (logp) => {
    let loss = 0;
    const slopes = logp.map((row, r) => {
      const slope = -(weights?.[r] ?? 1) / total;
      for (let t = 0; t < row.length; t++) loss += slope * (row[t] as number);
      return new Float32Array(row.length).fill(slope);
    });
    return { loss, slopes };
  };
}

/**
 * PPO's clipped surrogate (arXiv 1707.06347, eq. 7), as a loss: -(1 / total) sum min(ratio A, clip(ratio, 1 - c, 1 + c) A) over all tokens,
 * ratio = exp(log p - old). The price of KL is part of the advantage (models/tiller/on_policy.py).
 */
export function clippedPolicyGradient(
  old: readonly Float32Array[],
  advantages: readonly Float32Array[],
  clip: number,
  total: number,
): Loss {
  return (logp) => {
    let loss = 0;
    const slopes = logp.map((row, r) => {
      const before = old[r];
      const advantage = advantages[r];
      if (before?.length !== row.length || advantage?.length !== row.length) {
        throw new RangeError(
          `row ${r}: ${before?.length} old log-probabilities and ${advantage?.length} advantages for ${row.length} tokens`,
        );
      }
      const slope = new Float32Array(row.length);
      for (let t = 0; t < row.length; t++) {
        const ratio = Math.exp((row[t] as number) - (before[t] as number));
        const gain = advantage[t] as number;
        const free = ratio * gain;
        const held = Math.min(1 + clip, Math.max(1 - clip, ratio)) * gain;
        loss -= Math.min(free, held) / total;
        // Where the clipped one is smaller, nothing is gained by going on.
        slope[t] = free <= held ? -free / total : 0;
      }
      return slope;
    });
    return { loss, slopes };
  };
}
