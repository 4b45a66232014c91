import type { Policy } from '../../packs/pack.ts';
import type { PackSource } from '../../packs/pack-source.ts';

/** The policies that lessons compare: the pack's first of CLP and of Rewarded Soups. @throws Error that names the method that is missing. */
export function lessonPolicies({ pack }: Pick<PackSource, 'pack'>): { readonly clp: Policy; readonly rs: Policy } {
  const first = (method: 'clp' | 'rs') => {
    const policy = pack.policies.find((candidate) => candidate.method === method);
    if (!policy) throw new Error(`pack.json: field policies: expected one of method ${method}, got none`);
    return policy;
  };
  return { clp: first('clp'), rs: first('rs') };
}
