import type { Rewards } from '../registry.ts';
import { createOwnReward, type OwnParts } from './create.ts';
import { type Definition, isTextDefinition } from './definition.ts';

/**
 * The rewards with those of the definitions that text decides added, in their order, by id.
 * @throws Error of one sentence when a definition cannot be scored here.
 */
export function withDefinitions(rewards: Rewards, definitions: readonly Definition[], parts: OwnParts): Rewards {
  const own = definitions.filter(isTextDefinition).map((definition) => createOwnReward(definition, rewards, parts));
  return { ...rewards, byId: new Map([...rewards.byId, ...own.map((reward) => [reward.id, reward] as const)]) };
}
