import type { Pack, Policy } from '../../packs/pack.ts';
import type { PaneChoice } from './panes-store.ts';

const usualCount = 3;

/** The pack's policies, led by the base, which is named so even when the pack does not list it. */
export function packPolicies({ policies }: Pack): Policy[] {
  if (policies.some(({ method }) => method === 'base')) return [...policies];
  return [{ id: 'base', method: 'base', label: 'Base model', slots: { rewards: [] } }, ...policies];
}

/** What a pack shows unless told: the base, its first CLP, its first Rewarded Soups; where one is missing, its next policies instead. */
export function usualPanes(policies: readonly Policy[]): PaneChoice[] {
  const first = ['base', 'clp', 'rs'].flatMap((method) => policies.find((policy) => policy.method === method) ?? []);
  return [...new Set([...first, ...policies])].slice(0, usualCount).map(({ id }) => ({ policy: id, options: {} }));
}
