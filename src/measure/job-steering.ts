import { equalWeighting } from '../math/simplex.ts';
import type { Steering } from '../methods/method.ts';
import { steerPolicy } from '../methods/steer-policy.ts';
import type { Pack } from '../packs/pack.ts';
import type { Job } from './plan.ts';

/**
 * Rows and mixer of a job's policy at its weighting.
 * @param labels of the pack's rewards, as prompting methods write them.
 * @throws RangeError when the policy is unknown.
 */
export function jobSteering(pack: Pack, labels: readonly string[], { policy: id, weights }: Job): Steering {
  const policy = pack.policies.find((one) => one.id === id);
  if (!policy) throw new RangeError(`no policy ${id}, expected one of ${pack.policies.map((one) => one.id).join(', ')}`);
  const w = weights.length > 0 ? weights : equalWeighting(pack.rewards.length);
  return steerPolicy(policy, w, { system: pack.system, rewards: labels });
}
