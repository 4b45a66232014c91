/** The order in which the method picker offers a pack's policies, so that fifteen of them stay a list that can be read. */

import type { MethodId } from '../../methods/method.ts';
import type { Policy } from '../../packs/pack.ts';

const families: readonly { readonly label: string; readonly methods: readonly MethodId[] }[] = [
  { label: 'Without training', methods: ['base', 'steering'] },
  { label: 'One policy for all weights', methods: ['clp', 'panacea'] },
  { label: 'Experts, mixed in weight space', methods: ['rs', 'rs-factor', 'psoups', 'single'] },
  { label: 'Mixed while decoding', methods: ['mod', 'dera'] },
  { label: 'Weights in the prompt', methods: ['prompt'] },
  { label: 'Trained at one weighting', methods: ['trained-at'] },
];

export interface PolicyFamily {
  readonly label: string;
  readonly policies: readonly Policy[];
}

/** Families that the pack has policies of; inside one, the pack's order. */
export function policyFamilies(policies: readonly Policy[]): PolicyFamily[] {
  return families
    .map(({ label, methods }) => ({ label, policies: policies.filter(({ method }) => methods.includes(method)) }))
    .filter((family) => family.policies.length > 0);
}
