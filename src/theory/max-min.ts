/**
 * A policy that the worst-off group likes best, the second half of MaxMin-RLHF (arXiv 2402.08925), over a finite set of texts:
 * maximise over pi the smallest over g of E_pi[r_g] - beta KL(pi || uniform). By the minimax theorem it equals the least over
 * weightings w of V(w) = beta log mean exp((w r_1 + (1 - w) r_2) / beta), a convex function of one number, and the policy is the tilt at
 * that w. So the max-min point is a point of the front: the one at which both groups fare alike, or that of the group that is worse off
 * everywhere.
 */
import { klDivergence, logSoftmax, logSumExp } from '../math/softmax.ts';

/** Rewards of two groups for each text, [texts] each. */
export type GroupRewards = readonly [readonly number[], readonly number[]];

export interface GroupPoint {
  /** Weight on the first group's reward, in [0, 1]. */
  readonly w: number;
  readonly policy: readonly number[];
  /** Mean reward of each group under the policy. */
  readonly rewards: readonly [number, number];
  /** KL of the policy to the uniform one, nats. */
  readonly kl: number;
}

/** Any policy's point. @param w is noted, not used. */
export function measurePolicy(rewards: GroupRewards, policy: readonly number[], w: number): GroupPoint {
  const expected = (r: readonly number[]) => r.reduce((sum, value, i) => sum + value * (policy[i] as number), 0);
  const kl = klDivergence(
    policy,
    policy.map(() => 1 / policy.length),
  );
  return { w, policy, rewards: [expected(rewards[0]), expected(rewards[1])], kl };
}

/** The KL-regularised optimum of one reward, exp(r / beta) normalised. */
export function tiltedPolicy(reward: readonly number[], beta: number): number[] {
  if (!(beta > 0)) throw new RangeError(`beta ${beta}: expected more than 0`);
  return [...logSoftmax(reward, beta)].map(Math.exp);
}

/** The point of weighting w. */
export function groupPoint(rewards: GroupRewards, w: number, beta: number): GroupPoint {
  return measurePolicy(rewards, tiltedPolicy(blend(rewards, w), beta), w);
}

/** V(w): what the best policy of weighting w reaches, KL paid. */
export function blendedValue(rewards: GroupRewards, w: number, beta: number): number {
  return beta * (logSumExp(blend(rewards, w).map((value) => value / beta)) - Math.log(rewards[0].length));
}

/** The max-min point: V'(w) is the first group's reward less the second's at w, and rises, so its zero is found by halving. */
export function maxMinPoint(rewards: GroupRewards, beta: number): GroupPoint {
  let [low, high] = [0, 1];
  for (let round = 0; round < 60; round += 1) {
    const middle = groupPoint(rewards, (low + high) / 2, beta);
    if (middle.rewards[0] > middle.rewards[1]) high = middle.w;
    else low = middle.w;
  }
  return groupPoint(rewards, (low + high) / 2, beta);
}

function blend([first, second]: GroupRewards, w: number): number[] {
  return first.map((value, i) => w * value + (1 - w) * (second[i] as number));
}
