/** A pack on disk: pack.json, its adapters and its prompts. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { BankSlot } from '../../src/lm/adapters/bank-slots.ts';
import { parseFile } from '../../src/lm/parse-file.ts';
import { type Pack, WorkbenchPackSchema } from '../../src/packs/pack.ts';

const Prompts = v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1));
const PromptsSchema = v.object({
  system: v.string(),
  tune: Prompts,
  held_out: Prompts,
  examples: Prompts,
  /** Kind of prompt to prompts of any split. */
  groups: v.record(v.string(), Prompts),
});
export type Prompts = v.InferOutput<typeof PromptsSchema>;

export interface PackFiles {
  readonly pack: Pack;
  readonly prompts: Prompts;
  /** The bank's slots, in the pack's order. */
  readonly slots: readonly BankSlot[];
  /** Hash of every slot's files, by its id. */
  readonly contents: ReadonlyMap<string, string>;
}

/** The prompts of every pack: two packs on one set of prompts can be compared prompt by prompt. */
export function readPrompts(): Prompts {
  const file = fileURLToPath(new URL('../../models/prompts/voice.json', import.meta.url));
  return parseFile(PromptsSchema, readJson(file), file);
}

/**
 * @param folder where pack.json lies.
 * @throws Error that names the file, when one is missing or malformed.
 */
export function readPackFiles(folder: string): PackFiles {
  const file = join(folder, 'pack.json');
  const pack = parseFile(WorkbenchPackSchema, readJson(file), file);
  const contents = new Map<string, string>();
  const slots = pack.slots.map((slot): BankSlot => {
    if ('cross' in slot) return { id: slot.id, cross: slot.cross };
    const config = readJson(join(folder, slot.path, 'adapter_config.json'));
    const tensors = new Uint8Array(readFileSync(join(folder, slot.path, 'adapter_model.safetensors')));
    contents.set(slot.id, createHash('sha256').update(JSON.stringify(config)).update(tensors).digest('hex'));
    return { id: slot.id, config, tensors };
  });
  for (const slot of pack.slots) {
    if ('cross' in slot) contents.set(slot.id, `${contents.get(slot.cross.a)}*${contents.get(slot.cross.b)}`);
  }
  return { pack, prompts: readPrompts(), slots, contents };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
