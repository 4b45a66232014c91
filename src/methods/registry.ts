import { base } from './base.ts';
import { clp } from './clp.ts';
import { dera } from './dera.ts';
import type { Method, MethodId } from './method.ts';
import { mod } from './mod.ts';
import { panacea } from './panacea.ts';
import { personalizedSoups } from './personalized-soups.ts';
import { prompting } from './prompting.ts';
import { rewardedSoups } from './rewarded-soups.ts';
import { rewardedSoupsFactor } from './rewarded-soups-factor.ts';
import { singleReward } from './single-reward.ts';
import { steeringVectors } from './steering-vectors.ts';
import { trainedAt } from './trained-at.ts';

/** Every method that the engine can run, in the order of the interface. */
export const methods: readonly Method[] = [
  base,
  clp,
  panacea,
  rewardedSoups,
  rewardedSoupsFactor,
  personalizedSoups,
  singleReward,
  trainedAt,
  prompting,
  steeringVectors,
  mod,
  dera,
];

/**
 * The method with this id.
 * @throws RangeError that lists the ids there are.
 */
export function findMethod(id: MethodId): Method {
  const method = methods.find((candidate) => candidate.id === id);
  if (method === undefined) throw new RangeError(`no method '${id}', expected one of ${methods.map((each) => each.id).join(', ')}`);
  return method;
}
