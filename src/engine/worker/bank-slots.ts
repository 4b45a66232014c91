import { EngineError } from '../errors.ts';
import type { LlamaConfig } from './llama-config.ts';
import { type Adapter, type LoraPair, type PeftFiles, readPeft } from './peft.ts';

/** A slot of the bank: a PEFT folder's files, or the A of one of those slots with the B of another. */
export type BankSlot =
  | (PeftFiles & { readonly id: string })
  | { readonly id: string; readonly cross: { readonly a: string; readonly b: string } };

/**
 * Reads the slots for this model, cross slots of adapters among them.
 * @throws EngineError 'bad-adapter' as `readPeft`, or when a cross slot names a slot that is none or whose rank differs from the other's.
 */
export function readSlots(slots: readonly BankSlot[], config: LlamaConfig): { readonly id: string; readonly adapter: Adapter }[] {
  const read = new Map(slots.flatMap((slot) => ('cross' in slot ? [] : [[slot.id, readPeft(slot, config, slot.id)] as const])));
  return slots.map((slot) => {
    if (!('cross' in slot)) return { id: slot.id, adapter: read.get(slot.id) as Adapter };
    const [a, b] = [slot.cross.a, slot.cross.b].map((id) => {
      const adapter = read.get(id);
      if (!adapter)
        throw new EngineError('bad-adapter', `slot ${slot.id}: crosses '${id}', expected one of ${[...read.keys()].join(', ')}`);
      return adapter;
    }) as [Adapter, Adapter];
    return { id: slot.id, adapter: crossAdapters(a, b, slot.id) };
  });
}

/** The A of one adapter with the B (and its scale) of another, at the linears that both change; elsewhere the product is none. */
export function crossAdapters(a: Adapter, b: Adapter, id: string): Adapter {
  const crossed = new Map<string, LoraPair>();
  for (const [path, { rank, a: down }] of a) {
    const up = b.get(path);
    if (!up) continue;
    if (up.rank !== rank)
      throw new EngineError('bad-adapter', `slot ${id}: ${path} has A of rank ${rank} and B of rank ${up.rank}, expected equal ranks`);
    crossed.set(path, { rank, scale: up.scale, a: down, b: up.b });
  }
  return crossed;
}
