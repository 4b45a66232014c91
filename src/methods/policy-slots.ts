import { crossedPairs, crossSlot } from './cross-slot.ts';
import { findMethod } from './registry.ts';
import type { SteeredPolicy } from './steer-policy.ts';

/** Every slot that some weighting of the policy may name, each once: what must be in the bank for it to run. */
export function policySlots({ method, slots, points = [] }: SteeredPolicy): string[] {
  const shared = slots.shared === undefined ? [] : [slots.shared];
  const own = slots.rewards.filter((slot) => slot !== null);
  const crossed = findMethod(method).crosses ? crossedPairs(own).map(({ a, b }) => crossSlot(a, b)) : [];
  return [...new Set([...shared, ...own, ...crossed, ...points.map(({ slot }) => slot)])];
}
