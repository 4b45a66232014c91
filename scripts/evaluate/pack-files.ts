/** A pack on disk: pack.json, its adapters and its prompts. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { type Pack, PackSchema, parseFile } from '../../src/engine/pack.ts';
import type { BankSlot } from '../../src/engine/worker/bank-slots.ts';

export type Split = 'held_out' | 'tune';

const Prompts = v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1));
const PromptsSchema = v.object({ system: v.string(), tune: Prompts, held_out: Prompts, examples: Prompts });
export type Prompts = v.InferOutput<typeof PromptsSchema>;

export interface PackFiles {
  readonly pack: Pack;
  readonly prompts: Prompts;
  /** The bank's slots, in the pack's order. */
  readonly slots: readonly BankSlot[];
  /** Changes whenever a measured answer could: base model, adapters, system prompt, length, temperature. */
  readonly fingerprint: string;
}

export function readPrompts(id: string): Prompts {
  const file = fileURLToPath(new URL(`../../models/prompts/${id}.json`, import.meta.url));
  return parseFile(PromptsSchema, readJson(file), file);
}

/**
 * @param folder where pack.json lies.
 * @throws Error that names the file, when one is missing or malformed.
 */
export function readPackFiles(folder: string): PackFiles {
  const file = join(folder, 'pack.json');
  const pack = parseFile(PackSchema, readJson(file), file);
  const slots = pack.slots.map((slot) =>
    'cross' in slot
      ? { id: slot.id, cross: slot.cross }
      : {
          id: slot.id,
          config: readJson(join(folder, slot.path, 'adapter_config.json')),
          tensors: new Uint8Array(readFileSync(join(folder, slot.path, 'adapter_model.safetensors'))),
        },
  );
  const hash = createHash('sha256').update(JSON.stringify([pack.base, pack.system, pack.maxTokens, pack.temperature]));
  for (const slot of slots) {
    hash.update(slot.id);
    if ('cross' in slot) hash.update(JSON.stringify(slot.cross));
    else hash.update(JSON.stringify(slot.config)).update(slot.tensors);
  }
  return { pack, prompts: readPrompts(pack.id), slots, fingerprint: hash.digest('hex').slice(0, 16) };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
