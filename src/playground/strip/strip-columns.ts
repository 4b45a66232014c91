/** Which policies the strip shows beside each other. */
import { findMethod } from '../../methods/registry.ts';
import type { Policy } from '../../packs/pack.ts';
import type { Pane } from '../state/panes-store.ts';
import type { Tiller } from '../state/tiller.ts';

type Policies = Pick<Tiller, 'policies'>;

/** Those whose text the weights change. */
export function steeredPolicies({ policies }: Policies): Policy[] {
  return policies.filter(({ method }) => findMethod(method).steers === 'everywhere');
}

/**
 * One or two: what was chosen, a pane's with the pane's options; unless chosen the first two of the panes. None where no policy is steered.
 * @param chosen Policy ids; a second that is undefined is put away.
 */
export function columnsOf(tiller: Policies, panes: readonly Pane[], chosen: readonly (string | undefined)[]): Pane[] {
  const steered = steeredPolicies(tiller);
  const known = (id: string | undefined) => steered.some((policy) => policy.id === id);
  const shown = [...new Set(panes.map(({ policy }) => policy).filter(known))];
  const ids = chosen.length > 0 ? chosen.filter(known) : shown.length > 0 ? shown.slice(0, 2) : steered.slice(0, 1).map(({ id }) => id);
  return ids.map((id = '') => panes.find(({ policy }) => policy === id) ?? { id, policy: id, options: {} });
}
