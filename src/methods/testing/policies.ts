/** Policies and weightings that the methods' tests share. */
import type { PolicySlots, SteeringContext } from '../method.ts';

export const experts: PolicySlots = { rewards: ['a', 'b', 'c'] };
export const conditioned: PolicySlots = { shared: 's', rewards: ['a', 'b', 'c'] };
/** One reward and closeness, which is the base's own. */
export const dial: PolicySlots = { rewards: ['a', null] };
export const inside: readonly number[] = [0.2, 0.5, 0.3];
export const context: SteeringContext = {
  system: 'Answer briefly.',
  rewards: ['Brevity', 'Richness', 'Cheer'],
  points: [
    { weights: [0.5, 0.25, 0.25], slot: 'gold-a' },
    { weights: [0.25, 0.5, 0.25], slot: 'gold-b' },
  ],
};
/** The context's system prompt with `inside` in words. */
export const prompted = 'Answer briefly. Brevity: low. Richness: mid. Cheer: low.';
