/** A pane as the address has it: `clp`, `dera:1.5`, `mod:forward-kl`: the policy, and its option where the reader changed it. */
import { findMethod, type MethodId } from '../../methods/registry.ts';
import type { PaneChoice } from './panes-store.ts';
import { listed, quoted } from './quoted.ts';

export function formatPane({ policy, options }: PaneChoice): string {
  const [value] = Object.values(options);
  if (value === undefined) return policy;
  return `${policy}:${typeof value === 'number' ? Number(value.toFixed(3)) : value}`;
}

/** The policy id that a code names. */
export function paneId(code: string): string {
  return code.split(':', 1)[0] ?? '';
}

/**
 * The pane of a code, and a sentence about what was wrong with its option.
 * @param policy The one that the code names.
 */
export function parsePane(
  code: string,
  { id, method }: { readonly id: string; readonly method: MethodId },
): { readonly choice: PaneChoice; readonly notice?: string } {
  const [, value] = code.split(':', 2);
  const plain = { policy: id, options: {} };
  if (value === undefined) return { choice: plain };
  const { option } = findMethod(method);
  if (option === undefined)
    return { choice: plain, notice: `The link sets “${quoted(value)}” for ${id}, which has no option. It was left out.` };
  const { name } = option;
  if (option.kind === 'choice') {
    const known = option.choices.map((choice) => choice.id);
    if (known.includes(value)) return { choice: { policy: id, options: { [name]: value } } };
    return { choice: plain, notice: `The link's ${name} was “${quoted(value)}”; expected ${listed(known)}. It was left out.` };
  }
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) return { choice: plain, notice: `The link's ${name} was “${quoted(value)}”, not a number. It was left out.` };
  const clamped = Math.min(option.max, Math.max(option.min, number));
  const choice = { policy: id, options: { [name]: clamped } };
  return clamped === number ? { choice } : { choice, notice: `The link's ${name} was ${quoted(value)}. It was set to ${clamped}.` };
}

/** Why a policy cannot take the options that a file gives it, in a sentence; undefined where it can. */
export function optionRefusal(
  { label, method }: { readonly label: string; readonly method: MethodId },
  options: PaneChoice['options'],
): string | undefined {
  const { option } = findMethod(method);
  for (const [name, value] of Object.entries(options)) {
    if (option?.name !== name) return `“${label}” has no option “${quoted(name)}”.`;
    const shown = quoted(String(value));
    if (option.kind === 'choice') {
      const known = option.choices.map(({ id }) => id);
      if (!known.some((id) => id === value)) return `The ${name} of “${label}” is ${shown}; expected ${listed(known)}.`;
    } else if (typeof value !== 'number' || value < option.min || value > option.max) {
      return `The ${name} of “${label}” is ${shown}; expected a number from ${option.min} to ${option.max}.`;
    }
  }
  return undefined;
}
