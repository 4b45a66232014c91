/** A pane as the address has it: `clp`, `dera:1.5`, `mod:forward-kl`: the policy, and its option where the reader changed it. */
import { findMethod, type MethodId } from '../../methods/registry.ts';
import type { PaneChoice } from './panes-store.ts';

export function formatPane({ policy, options }: PaneChoice): string {
  const [value] = Object.values(options);
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
  policies: readonly { readonly id: string; readonly method: MethodId }[],
): { readonly choice?: PaneChoice; readonly notice?: string } {
  const [id = '', value] = code.split(':');
  const policy = policies.find((one) => one.id === id);
  if (!policy) return { notice: `The link has a pane “${id}”; expected ${policies.map((one) => one.id).join(', ')}. It was left out.` };
  const plain = { policy: id, options: {} };
  if (value === undefined) return { choice: plain };
  const { option } = findMethod(policy.method);
  if (option === undefined) return { choice: plain, notice: `The link sets “${value}” for ${id}, which has no option. It was left out.` };
  const { name } = option;
  if (option.kind === 'choice') {
    const known = option.choices.map((choice) => choice.id);
    if (known.includes(value)) return { choice: { policy: id, options: { [name]: value } } };
    return { choice: plain, notice: `The link's ${name} was “${value}”; expected ${known.join(', ')}. It was left out.` };
  }
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) return { choice: plain, notice: `The link's ${name} was “${value}”, not a number. It was left out.` };
  const clamped = Math.min(option.max, Math.max(option.min, number));
  const choice = { policy: id, options: { [name]: clamped } };
  return clamped === number ? { choice } : { choice, notice: `The link's ${name} was ${value}. It was set to ${clamped}.` };
}
