/** A pane as the address has it: `clp`, `dera:1.5`, `mod:forward-kl`: the policy, and its option where the reader changed it. */
import type { Divergence, MethodOptions } from '../../methods/method.ts';
import { optionLimits, type PaneChoice } from './panes-store.ts';

export const divergences: readonly Divergence[] = ['reverse-kl', 'forward-kl', 'jsd', 'alpha'];

/** The option that a method lets the reader change; the others have none. */
const optionOf: Readonly<Record<string, keyof MethodOptions | undefined>> = { dera: 'lambda', mod: 'divergence', steering: 'scale' };

export function methodOption(method: string): keyof MethodOptions | undefined {
  return optionOf[method];
}

export function formatPane({ policy, options }: PaneChoice): string {
  const value = options.lambda ?? options.divergence ?? options.scale;
  if (value === undefined) return policy;
  return `${policy}:${typeof value === 'number' ? Number(value.toFixed(3)) : value}`;
}

/**
 * The pane of a code.
 * @param policies Of the pack; other ids are refused.
 * @returns The choice, a sentence about what was wrong with the code, or both.
 */
export function parsePane(
  code: string,
  policies: readonly { readonly id: string; readonly method: string }[],
): { readonly choice?: PaneChoice; readonly notice?: string } {
  const [id = '', value] = code.split(':');
  const policy = policies.find((one) => one.id === id);
  if (!policy) return { notice: `The link has a pane “${id}”; expected ${policies.map((one) => one.id).join(', ')}. It was left out.` };
  const plain = { policy: id, options: {} };
  if (value === undefined) return { choice: plain };
  const option = methodOption(policy.method);
  if (option === undefined) return { choice: plain, notice: `The link sets “${value}” for ${id}, which has no option. It was left out.` };
  if (option === 'divergence') {
    const divergence = divergences.find((known) => known === value);
    if (divergence) return { choice: { policy: id, options: { divergence } } };
    return { choice: plain, notice: `The link's divergence was “${value}”; expected ${divergences.join(', ')}. It was left out.` };
  }
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) return { choice: plain, notice: `The link's ${option} was “${value}”, not a number. It was left out.` };
  const { min, max } = optionLimits[option];
  const clamped = Math.min(max, Math.max(min, number));
  const choice = { policy: id, options: { [option]: clamped } };
  return clamped === number ? { choice } : { choice, notice: `The link's ${option} was ${value}. It was set to ${clamped}.` };
}
