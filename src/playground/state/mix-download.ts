/** One policy at the present weights as one PEFT adapter, for use elsewhere. */
import type { SlotSource } from '../../lm/requests.ts';
import type { Steering } from '../../methods/method.ts';

/** Why what a pane computes is no single adapter; undefined where it is one. */
export function mixRefusal({ rows }: Steering): string | undefined {
  const [row] = rows;
  if (!row || rows.length > 1) return `It mixes the logits of ${rows.length} passes, which no single adapter can do.`;
  if (row.system !== undefined) return 'Its weights are words in the prompt, which no adapter holds.';
  if (Object.values(row.coefficients).every((value) => value === 0)) return 'At these weights it is the base model itself.';
  return undefined;
}

/** The coefficients that are not 0, and of the slots those that they need. */
export function mixParts(
  { rows }: Steering,
  slots: readonly SlotSource[],
): { readonly slots: readonly SlotSource[]; readonly coefficients: Readonly<Record<string, number>> } {
  const coefficients = Object.fromEntries(Object.entries(rows[0]?.coefficients ?? {}).filter(([, value]) => value !== 0));
  const named = slots.filter(({ id }) => id in coefficients);
  const crossed = new Set(named.flatMap((slot) => ('cross' in slot ? [slot.cross.a, slot.cross.b] : [])));
  return { slots: slots.filter((slot) => named.includes(slot) || crossed.has(slot.id)), coefficients };
}
