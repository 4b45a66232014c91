/** The order in which the method picker offers a pack's policies, so that fifteen of them stay a list that can be read. */

import { families } from '../../methods/families.ts';
import { findMethod } from '../../methods/registry.ts';
import type { Policy } from '../../packs/pack.ts';

export interface PolicyFamily {
  readonly label: string;
  readonly policies: readonly Policy[];
}

/** Families that the pack has policies of; inside one, the pack's order. */
export function policyFamilies(policies: readonly Policy[]): PolicyFamily[] {
  return families
    .map(({ id, label }) => ({ label, policies: policies.filter(({ method }) => findMethod(method).family === id) }))
    .filter((family) => family.policies.length > 0);
}
