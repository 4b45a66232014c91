/** Which policy answers in a pane, what it is called there, and how it is steered. */
import { isBeyond } from '../../math/beyond-simplex.ts';
import type { Steering, Weighting } from '../../methods/method.ts';
import { findMethod } from '../../methods/registry.ts';
import { steerPolicy } from '../../methods/steer-policy.ts';
import type { Policy } from '../../packs/pack.ts';
import type { PaneChoice } from './panes-store.ts';

export interface PanePolicies {
  policyOf(pane: PaneChoice): Policy;
  /** Labels of the panes' policies; the second of one policy is `CLP (2)`. */
  paneNames(panes: readonly PaneChoice[]): string[];
  /** Why a pane cannot answer at a weighting, in a sentence: it lies beyond what its method takes. Undefined where it can. */
  refusal(pane: PaneChoice, weights: Weighting): string | undefined;
  /** Rows and mixer of a pane at a weighting. @throws RangeError where there is a refusal. */
  steer(pane: PaneChoice, weights: Weighting): Steering;
}

/**
 * @param policies At least one.
 * @param told What prompting methods tell the model: the system prompt that is asked with, and the rewards' labels in the order of the weights;
 * and whether weights may leave the simplex, which they may not unless told.
 */
export function createPanePolicies(
  policies: readonly Policy[],
  told: { readonly system: () => string; readonly rewards: readonly string[]; readonly beyond?: () => boolean },
): PanePolicies {
  const policyOf = ({ policy }: PaneChoice) => policies.find(({ id }) => id === policy) ?? (policies[0] as Policy);
  return {
    policyOf,
    paneNames: (shown) =>
      shown.map((pane, i) => {
        const before = shown.slice(0, i).filter(({ policy }) => policy === pane.policy).length;
        return before === 0 ? policyOf(pane).label : `${policyOf(pane).label} (${before + 1})`;
      }),
    refusal: (pane, weights) => {
      const { label, beyond = false } = findMethod(policyOf(pane).method);
      return isBeyond(weights) && !beyond ? `${label} takes weights from 0 to 1 only: it has no answer at these.` : undefined;
    },
    steer: (pane, weights) => {
      const { rewards } = told;
      return steerPolicy(policyOf(pane), weights, {
        system: told.system(),
        rewards,
        options: pane.options,
        beyond: told.beyond?.() ?? false,
      });
    },
  };
}
