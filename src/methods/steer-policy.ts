import type { PolicySlots, Steering, TrainedPoint, Weighting } from './method.ts';
import type { MethodOptions } from './options.ts';
import { findMethod, type MethodId } from './registry.ts';

/** What of a pack's policy decides how it is steered. */
export interface SteeredPolicy {
  readonly method: MethodId;
  readonly slots: PolicySlots;
  readonly points?: readonly TrainedPoint[];
  readonly options?: MethodOptions;
}

export interface PolicyContext {
  /** The pack's system prompt. */
  readonly system: string;
  /** Labels of the pack's rewards, in the order of the weights. */
  readonly rewards: readonly string[];
  /** Controls as a person set them, in place of the policy's own. */
  readonly options?: MethodOptions;
  /** Weights may leave the simplex, where the method allows it. */
  readonly beyond?: boolean;
}

/**
 * Rows and mixer of a pack's policy at a weighting.
 * @throws RangeError as its method's `steer`.
 */
export function steerPolicy(policy: SteeredPolicy, w: Weighting, { system, rewards, options, beyond = false }: PolicyContext): Steering {
  const { method, slots, points } = policy;
  return findMethod(method).steer(slots, w, { system, rewards, points, beyond, options: { ...policy.options, ...options } });
}
