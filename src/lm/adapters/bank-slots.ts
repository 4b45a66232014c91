import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import { type Adapter, type LoraPair, type PeftFiles, readPeft, readRewardHead } from './peft.ts';

/** A slot of the bank: a PEFT folder's files, or the A of one of those slots with the B of another. */
export type BankSlot =
  | (PeftFiles & { readonly id: string })
  | { readonly id: string; readonly cross: { readonly a: string; readonly b: string } };

export interface ReadSlots {
  readonly slots: readonly { readonly id: string; readonly adapter: Adapter }[];
  /** The slot that is a learned reward's, and its linear head, [width]. */
  readonly reward?: { readonly slot: string; readonly head: Float32Array };
}

/**
 * Reads the slots for this model, cross slots of adapters among them.
 * @throws EngineError 'bad-adapter' as `readPeft`; when a cross slot names a slot that is none or whose rank differs from the other's; when
 * two slots bring a reward head.
 */
export function readSlots(slots: readonly BankSlot[], config: LlamaConfig): ReadSlots {
  const files = slots.flatMap((slot) => ('cross' in slot ? [] : [slot]));
  const read = new Map(files.map((slot) => [slot.id, readPeft(slot, config, slot.id)]));
  const [reward, second] = files.flatMap((slot) => {
    const head = readRewardHead(slot, config, slot.id);
    return head ? [{ slot: slot.id, head }] : [];
  });
  if (second)
    throw new EngineError('bad-adapter', `adapter ${second.slot} is a reward model, expected one at most: ${reward?.slot} is one too`);
  const part = (slot: string, id: string): Adapter => {
    const adapter = read.get(id);
    if (!adapter) throw new EngineError('bad-adapter', `slot ${slot}: crosses '${id}', expected one of ${[...read.keys()].join(', ')}`);
    return adapter;
  };
  return {
    slots: slots.map((slot) => {
      const { id } = slot;
      return { id, adapter: 'cross' in slot ? crossAdapters(part(id, slot.cross.a), part(id, slot.cross.b), id) : part(id, id) };
    }),
    ...(reward ? { reward } : {}),
  };
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
