/** A pack on disk: pack.json, its adapters and its prompts. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { type Pack, PackSchema, parseFile } from '../../src/engine/pack.ts';
import type { PeftFiles } from '../../src/engine/worker/peft.ts';

export type Split = 'held_out' | 'tune';

const Prompts = v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1));
const PromptsSchema = v.object({ system: v.string(), tune: Prompts, held_out: Prompts, examples: Prompts });
export type Prompts = v.InferOutput<typeof PromptsSchema>;

export interface PackFiles {
  readonly pack: Pack;
  readonly prompts: Prompts;
  /** The bank's slots, in the pack's order. */
  readonly slots: readonly (PeftFiles & { readonly id: string })[];
  /** Changes whenever a measured answer could: base model, adapters, system prompt, length, temperature. */
  readonly fingerprint: string;
}

export function packFolder(id: string): URL {
  return new URL(`../../public/models/${id}/`, import.meta.url);
}

export function readPrompts(id: string): Prompts {
  return parseFile(PromptsSchema, readJson(new URL(`../../models/prompts/${id}.json`, import.meta.url)), `models/prompts/${id}.json`);
}

/** @throws Error that names the file, when one is missing or malformed. */
export function readPackFiles(id: string): PackFiles {
  const folder = packFolder(id);
  const pack = parseFile(PackSchema, readJson(new URL('pack.json', folder)), `public/models/${id}/pack.json`);
  const slots = pack.slots.map((slot) => {
    const peft = new URL(`${slot.path}/`, folder);
    return {
      id: slot.id,
      config: readJson(new URL('adapter_config.json', peft)),
      tensors: new Uint8Array(readFileSync(new URL('adapter_model.safetensors', peft))),
    };
  });
  const hash = createHash('sha256').update(JSON.stringify([pack.base, pack.system, pack.maxTokens, pack.temperature]));
  for (const slot of slots) hash.update(slot.id).update(JSON.stringify(slot.config)).update(slot.tensors);
  return { pack, prompts: readPrompts(id), slots, fingerprint: hash.digest('hex').slice(0, 16) };
}

function readJson(url: URL): unknown {
  return JSON.parse(readFileSync(url, 'utf8'));
}
