import type { SlotSource } from '../lm/requests.ts';
import { policySlots } from '../methods/policy-slots.ts';
import type { Pack, Policy } from './pack.ts';
import type { PackFiles } from './pack-files.ts';

/** Vectors that the pack's soft prompts put before a row's tokens, by slot id. */
export function softTokensOf({ slots }: Pick<Pack, 'slots'>): ReadonlyMap<string, number> {
  return new Map(slots.flatMap((slot) => ('softTokens' in slot ? [[slot.id, slot.softTokens] as const] : [])));
}

/**
 * The slots that these policies need, in the pack's order, with the reward model's where the pack has one: what to load for them.
 * @throws Error when a policy names a slot that the pack lacks, or the pack's files are held here and lack an adapter's.
 */
export function slotSources(pack: Pack, policies: readonly Policy[], files: Pick<PackFiles, 'slot'>): SlotSource[] {
  const wanted = new Set(policies.flatMap(policySlots));
  if (pack.rewardModel) wanted.add(pack.rewardModel.slot);
  for (const slot of pack.slots) {
    if (!('cross' in slot) || !wanted.has(slot.id)) continue;
    wanted.add(slot.cross.a).add(slot.cross.b);
  }
  const known = new Set(pack.slots.map(({ id }) => id));
  const missing = [...wanted].find((id) => !known.has(id));
  if (missing !== undefined) throw new Error(`pack.json: field slots: expected one with the id '${missing}', got none`);
  return pack.slots
    .filter(({ id }) => wanted.has(id))
    .map((slot) => ('cross' in slot ? { id: slot.id, cross: slot.cross } : files.slot(slot.id, slot.path)));
}
