/** Which policy answers in a pane, what it is called there, and how it is steered. */
import type { Steering, Weighting } from '../../methods/method.ts';
import { steerPolicy } from '../../methods/steer-policy.ts';
import type { Policy } from '../../packs/pack.ts';
import type { PaneChoice } from './panes-store.ts';

export interface PanePolicies {
  policyOf(pane: PaneChoice): Policy;
  /** Labels of the panes' policies; the second of one policy is `CLP (2)`. */
  paneNames(panes: readonly PaneChoice[]): string[];
  /** Rows and mixer of a pane at a weighting. */
  steer(pane: PaneChoice, weights: Weighting): Steering;
}

/**
 * @param policies At least one.
 * @param told What prompting methods tell the model: the system prompt that is asked with, and the rewards' labels in the order of the weights.
 */
export function createPanePolicies(
  policies: readonly Policy[],
  told: { readonly system: () => string; readonly rewards: readonly string[] },
): PanePolicies {
  const policyOf = ({ policy }: PaneChoice) => policies.find(({ id }) => id === policy) ?? (policies[0] as Policy);
  return {
    policyOf,
    paneNames: (shown) =>
      shown.map((pane, i) => {
        const before = shown.slice(0, i).filter(({ policy }) => policy === pane.policy).length;
        return before === 0 ? policyOf(pane).label : `${policyOf(pane).label} (${before + 1})`;
      }),
    steer: (pane, weights) => steerPolicy(policyOf(pane), weights, { system: told.system(), rewards: told.rewards, options: pane.options }),
  };
}
