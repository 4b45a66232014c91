/** What the pool needs of the site's own files. */
import { parseFile } from '../../lm/parse-file.ts';
import { ManifestSchema } from '../../packs/manifest.ts';
import { parseJson } from '../../packs/pack-files.ts';
import { fetchServed } from '../../packs/served-files.ts';
import { type Pool, readPool } from '../../training/pool.ts';

/** The shipped pool. @throws Error that names the file and what is wrong; the signal's reason when aborted. */
export async function fetchPool(models: string, signal: AbortSignal): Promise<Pool> {
  return readPool(await fetchJson(models, 'pool.json', signal), 'pool.json');
}

/** SHA-256 of the base model that the site serves. @throws as fetchPool. */
export async function fetchBase(models: string, signal: AbortSignal): Promise<string> {
  return parseFile(ManifestSchema, await fetchJson(models, 'base/manifest.json', signal), 'manifest.json').sha256;
}

async function fetchJson(models: string, path: string, signal: AbortSignal): Promise<unknown> {
  const bytes = await fetchServed(new URL(path, models), path, signal);
  if (bytes === undefined) throw new Error(`${path}: expected a file, got none`);
  return parseJson(bytes, path);
}
