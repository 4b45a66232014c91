/** The texts of the files that describe the published packs, made from their sources. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFile } from '../../src/lm/parse-file.ts';
import { ManifestSchema } from '../../src/packs/manifest.ts';
import { type Pack, PackIndexSchema, PackSchema } from '../../src/packs/pack.ts';
import { readPrompts } from '../evaluate/pack-files.ts';
import { assemblePack } from './assemble-pack.ts';
import { type Description, DescriptionSchema } from './description.ts';

/** In the order of the page's list; the first is shown unless told. */
export const PACKS = ['voice', 'dial', 'fork', 'twins', 'proxy'] as const;

/** Those that the page's workshop made (scripts/make-workshop-packs.ts), after them. */
export const WORKSHOP_PACKS = ['summary', 'assistant', 'review'] as const;

/** @throws Error that names the file and the field. */
export function readDescription(root: string, id: string): Description {
  const file = join(root, 'models/runs', id, 'policies.json');
  return parseFile(DescriptionSchema, readJson(file), file);
}

/** @param folder Where pack.json goes. */
export function makePack(root: string, id: string, description: Description, folder: string, commitOf: (log: string) => string): Pack {
  const models = join(root, 'public/models');
  const { sha256 } = parseFile(ManifestSchema, readJson(join(models, 'base/manifest.json')), 'manifest.json');
  return assemblePack({
    id,
    description,
    prompts: readPrompts(),
    base: sha256,
    commitOf,
    paths: { root, folder, records: join(root, 'models/runs', id), adapters: join(models, id, 'adapters') },
  });
}

/** packs.json of the packs that are there. */
export function packIndexText(root: string): string {
  const packs = [...PACKS, ...WORKSHOP_PACKS].flatMap((id) => {
    const file = join(root, 'public/models', id, 'pack.json');
    if (!existsSync(file)) return [];
    const { label, task } = parseFile(PackSchema, readJson(file), file);
    return [{ id, label, task }];
  });
  return jsonText(parseFile(PackIndexSchema, { format: 'tiller-packs/1', packs }, 'packs.json'));
}

export const jsonText = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** @throws Error that names a file that is not there. */
export function readJson(file: string): unknown {
  if (!existsSync(file)) throw new Error(`${file} is missing`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
