import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import { type Adapter, type LoraPair, type PeftFiles, readPeft, readRewardHead } from './peft.ts';

/** A slot of the bank: a PEFT folder's files, or the A of one of those slots with the B of another. */
export type BankSlot =
  | (PeftFiles & { readonly id: string })
  | { readonly id: string; readonly cross: { readonly a: string; readonly b: string } };

/** An adapter's files, read. */
export interface ReadAdapter {
  readonly adapter: Adapter;
  /** [width]; of a learned reward: its linear head. */
  readonly rewardHead?: Float32Array;
}

/** A slot whose files were read, or a cross slot. */
export type ReadSlot =
  | { readonly id: string; readonly read: ReadAdapter }
  | { readonly id: string; readonly cross: { readonly a: string; readonly b: string } };

/** What a network mounts. */
export interface MountSlots {
  readonly slots: readonly { readonly id: string; readonly adapter: Adapter }[];
  /** The slot that is a learned reward's, and its linear heads, [width, heads]: one of a reward, as many as one likes of what reads states. */
  readonly reward?: { readonly slot: string; readonly head: Float32Array };
}

/**
 * Reads one adapter for this model.
 * @throws EngineError 'bad-adapter' as `readPeft`.
 */
export function readAdapter(files: PeftFiles, config: LlamaConfig, id: string): ReadAdapter {
  const adapter = readPeft(files, config, id);
  const rewardHead = readRewardHead(files, config, id);
  return { adapter, ...(rewardHead ? { rewardHead } : {}) };
}

/**
 * Slots in their order, cross slots made of the adapters that they name.
 * @throws EngineError 'bad-adapter' when a cross slot names a slot that is none or whose rank differs from the other's; when two slots bring
 * a reward head.
 */
export function joinSlots(slots: readonly ReadSlot[]): MountSlots {
  const read = new Map(slots.flatMap((slot) => ('cross' in slot ? [] : [[slot.id, slot.read] as const])));
  const [reward, second] = [...read].flatMap(([slot, { rewardHead }]) => (rewardHead ? [{ slot, head: rewardHead }] : []));
  if (second)
    throw new EngineError('bad-adapter', `adapter ${second.slot} is a reward model, expected one at most: ${reward?.slot} is one too`);
  const part = (slot: string, id: string): Adapter => {
    const found = read.get(id);
    if (!found) throw new EngineError('bad-adapter', `slot ${slot}: crosses '${id}', expected one of ${[...read.keys()].join(', ')}`);
    return found.adapter;
  };
  return {
    slots: slots.map((slot) => {
      const { id } = slot;
      return { id, adapter: 'cross' in slot ? crossAdapters(part(id, slot.cross.a), part(id, slot.cross.b), id) : slot.read.adapter };
    }),
    ...(reward ? { reward } : {}),
  };
}

/** Reads and joins the slots. @throws as `readAdapter` and `joinSlots`. */
export function readSlots(slots: readonly BankSlot[], config: LlamaConfig): MountSlots {
  return joinSlots(slots.map((slot) => ('cross' in slot ? slot : { id: slot.id, read: readAdapter(slot, config, slot.id) })));
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
