/**
 * Parameter-space conditioning (CLP, arXiv 2407.15762): some weights are shared by all weightings, the others are an average
 * of one copy per reward, theta(w) = sum_i w_i theta_i. Which layers are conditioned decides what the policy can express.
 */

export interface ConditionedWeights {
  /** One vector of all weights per reward. A weight that is not conditioned lives in the first copy alone. */
  readonly copies: readonly Float64Array[];
  /** Per weight: does it have a copy per reward? */
  readonly conditioned: readonly boolean[];
}

/** All copies start from the same weights, so at step 0 every weighting is the same policy. */
export function conditionWeights(start: Float64Array, conditioned: readonly boolean[], rewards: number): ConditionedWeights {
  if (conditioned.length !== start.length)
    throw new RangeError(`${conditioned.length} flags for ${start.length} weights: expected equally many`);
  return { copies: Array.from({ length: rewards }, () => Float64Array.from(start)), conditioned };
}

/** theta(w), written to `into`. */
export function weightsAt({ copies, conditioned }: ConditionedWeights, w: readonly number[], into: Float64Array): Float64Array {
  for (let k = 0; k < into.length; k += 1) {
    let weight = 0;
    if (conditioned[k]) for (let i = 0; i < copies.length; i += 1) weight += (w[i] as number) * (copies[i]?.[k] as number);
    else weight = copies[0]?.[k] as number;
    into[k] = weight;
  }
  return into;
}

/** Adds d objective / d theta(w) to the gradients of the copies: w_i of it to copy i, all of it to what is shared. */
export function spreadGradient(
  { conditioned }: ConditionedWeights,
  w: readonly number[],
  gradient: Float64Array,
  into: readonly Float64Array[],
): void {
  for (let i = 0; i < into.length; i += 1) {
    const copy = into[i] as Float64Array;
    for (let k = 0; k < gradient.length; k += 1) {
      const share = conditioned[k] ? (w[i] as number) : Number(i === 0);
      copy[k] = (copy[k] as number) + share * (gradient[k] as number);
    }
  }
}

/** Weights that exist once per reward. */
export function conditionedCount(conditioned: readonly boolean[]): number {
  return conditioned.filter(Boolean).length;
}
