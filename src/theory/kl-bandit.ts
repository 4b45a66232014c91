/**
 * Fine-tuning as a single choice: a bandit whose objective is reward minus beta times the KL to a reference policy.
 * Everything is closed form (DPO, arXiv 2305.18290, eq. 4).
 */
import { logSoftmax, logSumExp } from '../math/softmax.ts';

/** Log-probabilities over arms, in nats. */
export type LogPolicy = readonly number[] | Float64Array;

/** What a policy earns and what it pays. */
export interface Assessment {
  /** Expected reward, in reward units. */
  readonly reward: number;
  /** KL to the reference, nats. */
  readonly kl: number;
}

/** The policy that does not choose: `arms` equal log-probabilities. */
export function uniformPolicy(arms: number): Float64Array {
  return new Float64Array(arms).fill(-Math.log(arms));
}

/**
 * argmax over pi of E_pi[reward] - beta KL(pi || ref), which is softmax(log ref + reward / beta).
 * @param beta price of one nat, more than 0.
 */
export function optimalPolicy(rewards: readonly number[], beta: number, logRef: LogPolicy = uniformPolicy(rewards.length)): Float64Array {
  return logSoftmax(tiltedLogits(rewards, beta, logRef));
}

/** The objective's maximum, the soft value beta log E_ref exp(reward / beta). */
export function optimalValue(rewards: readonly number[], beta: number, logRef: LogPolicy = uniformPolicy(rewards.length)): number {
  return beta * logSumExp(tiltedLogits(rewards, beta, logRef));
}

export function assess(logPolicy: LogPolicy, rewards: readonly number[], logRef: LogPolicy = uniformPolicy(rewards.length)): Assessment {
  checkLength(logPolicy, rewards.length);
  checkLength(logRef, rewards.length);
  let reward = 0;
  let kl = 0;
  for (let arm = 0; arm < rewards.length; arm += 1) {
    const logP = logPolicy[arm] as number;
    if (logP === -Infinity) continue;
    reward += Math.exp(logP) * (rewards[arm] as number);
    kl += Math.exp(logP) * (logP - (logRef[arm] as number));
  }
  return { reward, kl };
}

/**
 * Decoding-time realignment (DeRa, arXiv 2402.02992): softmax((1 - lambda) log ref + lambda log aligned).
 * In a bandit it is exactly the policy that training with beta / lambda would have given; lambda may exceed 1.
 */
export function geometricMixture(logRef: LogPolicy, logAligned: LogPolicy, lambda: number): Float64Array {
  checkLength(logAligned, logRef.length);
  return logSoftmax(Float64Array.from(logRef, (value, arm) => (1 - lambda) * value + lambda * (logAligned[arm] as number)));
}

/**
 * A weighted sum of several policies' log-probabilities, normalised: what averaging tabular weights does (Rewarded Soups), and what
 * multi-objective decoding does at one token (MOD, arXiv 2406.18853).
 */
export function mixPolicies(logPolicies: readonly LogPolicy[], weights: readonly number[]): Float64Array {
  return logSoftmax(mixLogits(logPolicies, weights));
}

/** sum_i weights_i * logits_i, not normalised. @throws RangeError on unequal lengths or no vector. */
export function mixLogits(vectors: readonly LogPolicy[], weights: readonly number[]): Float64Array {
  const length = vectors[0]?.length;
  if (length === undefined || vectors.length !== weights.length)
    throw new RangeError(`${vectors.length} policies and ${weights.length} weights: expected equally many, and one at least`);
  const mixed = new Float64Array(length);
  vectors.forEach((vector, i) => {
    checkLength(vector, length);
    const weight = weights[i] as number;
    // A policy without a say may have arms of probability 0, and 0 * -Infinity is not a number.
    if (weight !== 0) for (let arm = 0; arm < length; arm += 1) mixed[arm] = (mixed[arm] as number) + weight * (vector[arm] as number);
  });
  return mixed;
}

function tiltedLogits(rewards: readonly number[], beta: number, logRef: LogPolicy): Float64Array {
  if (!(beta > 0)) throw new RangeError(`beta ${beta}: expected more than 0`);
  checkLength(logRef, rewards.length);
  return Float64Array.from(rewards, (reward, arm) => (logRef[arm] as number) + reward / beta);
}

function checkLength(vector: LogPolicy, arms: number): void {
  if (vector.length !== arms) throw new RangeError(`a policy over ${vector.length} arms: expected ${arms}`);
}
