import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import { type Adapter, type LoraPair, type PeftFiles, readPeft, readRewardHead } from './peft.ts';
import { isPromptTuning, readPromptTuning } from './prompt-tuning.ts';

/** A slot of the bank: a PEFT folder's files, or the A of one of those slots with the B of another. */
export type BankSlot =
  | (PeftFiles & { readonly id: string })
  | { readonly id: string; readonly cross: { readonly a: string; readonly b: string } };

/** An adapter's files, read. */
export interface ReadAdapter {
  /** Empty for a soft prompt, which changes no linear. */
  readonly adapter: Adapter;
  /** [tokens, width]; of a soft prompt: its vectors. */
  readonly soft?: Float32Array;
  /** [width]; of a learned reward: its linear head. */
  readonly rewardHead?: Float32Array;
}

/** A slot whose files were read, or a cross slot. */
export type ReadSlot =
  | { readonly id: string; readonly read: ReadAdapter }
  | { readonly id: string; readonly cross: { readonly a: string; readonly b: string } };

/** A slot as a network mounts it: what it does to the linears, or the vectors [tokens, width] that it puts before a row's tokens. */
export interface MountSlot {
  readonly id: string;
  readonly adapter: Adapter;
  readonly soft?: Float32Array;
}

/** What a network mounts. */
export interface MountSlots {
  readonly slots: readonly MountSlot[];
  /** The slot that is a learned reward's, and its linear heads, [width, heads]: one of a reward, as many as one likes of what reads states. */
  readonly reward?: { readonly slot: string; readonly head: Float32Array };
}

/**
 * Reads one adapter for this model.
 * @throws EngineError 'bad-adapter' as `readPeft` and `readPromptTuning`.
 */
export function readAdapter(files: PeftFiles, config: LlamaConfig, id: string): ReadAdapter {
  if (isPromptTuning(files.config)) return { adapter: new Map(), soft: readPromptTuning(files, config, id) };
  const adapter = readPeft(files, config, id);
  const rewardHead = readRewardHead(files, config, id);
  return { adapter, ...(rewardHead ? { rewardHead } : {}) };
}

/**
 * Slots in their order, cross slots made of the adapters that they name.
 * @throws EngineError 'bad-adapter' when a cross slot names a slot that is none, a soft prompt, or one whose rank differs from the other's; when
 * two slots bring a reward head.
 */
export function joinSlots(slots: readonly ReadSlot[]): MountSlots {
  const read = new Map(slots.flatMap((slot) => ('cross' in slot ? [] : [[slot.id, slot.read] as const])));
  const [reward, second] = [...read].flatMap(([slot, { rewardHead }]) => (rewardHead ? [{ slot, head: rewardHead }] : []));
  if (second)
    throw new EngineError('bad-adapter', `adapter ${second.slot} is a reward model, expected one at most: ${reward?.slot} is one too`);
  const part = (slot: string, id: string): Adapter => {
    const found = read.get(id);
    if (!found) throw new EngineError('bad-adapter', `slot ${slot}: crosses '${id}', expected one of ${[...read.keys()].join(', ')}`);
    if (found.soft) throw new EngineError('bad-adapter', `slot ${slot}: crosses '${id}', a soft prompt, expected a LoRA with an A and a B`);
    return found.adapter;
  };
  return {
    slots: slots.map((slot): MountSlot => {
      const { id } = slot;
      if ('cross' in slot) return { id, adapter: crossAdapters(part(id, slot.cross.a), part(id, slot.cross.b), id) };
      const { adapter, soft } = slot.read;
      return { id, adapter, ...(soft ? { soft } : {}) };
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
