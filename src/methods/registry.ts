import { base } from './base/base.ts';
import { boneSoup } from './bone-soup/bone-soup.ts';
import { clp } from './clp/clp.ts';
import { dera } from './dera/dera.ts';
import type { Method } from './method.ts';
import { mod } from './mod/mod.ts';
import { panacea } from './panacea/panacea.ts';
import { prompting } from './prompt/prompting.ts';
import { personalizedSoups } from './psoups/personalized-soups.ts';
import { rewardedSoups } from './rs/rewarded-soups.ts';
import { rewardedSoupsFactor } from './rs-factor/rewarded-soups-factor.ts';
import { singleReward } from './single/single-reward.ts';
import { sliders } from './sliders/sliders.ts';
import { softPrompt } from './soft-prompt/soft-prompt.ts';
import { steeringVectors } from './steering/steering-vectors.ts';
import { trainedAt } from './trained-at/trained-at.ts';

const registered = [
  base,
  clp,
  panacea,
  softPrompt,
  rewardedSoups,
  rewardedSoupsFactor,
  boneSoup,
  personalizedSoups,
  singleReward,
  trainedAt,
  prompting,
  steeringVectors,
  sliders,
  mod,
  dera,
] as const;

export type MethodId = (typeof registered)[number]['id'];

/** Every method that the engine can run, in the order of the interface. */
export const methods: readonly Method<MethodId>[] = registered;

/** For schemas and messages, in the same order. */
export const methodIds: readonly MethodId[] = registered.map(({ id }) => id);

/**
 * The method with this id.
 * @throws RangeError that lists the ids there are.
 */
export function findMethod(id: MethodId): Method<MethodId> {
  const method = methods.find((candidate) => candidate.id === id);
  if (method === undefined) throw new RangeError(`no method '${id}', expected one of ${methodIds.join(', ')}`);
  return method;
}
