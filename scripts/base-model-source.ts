/** The base model's GGUF for scripts and tests in Node: the file that TILLER_GGUF names, else the shards of public/models/base. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { type ByteSource, shardedSource } from '../src/lm/files/byte-source.ts';
import { ManifestSchema } from '../src/packs/manifest.ts';

/**
 * Reads the whole file into memory (98 MB).
 * @throws Error when the file or a shard is missing.
 */
export function baseModelSource(): ByteSource {
  const whole = process.env.TILLER_GGUF;
  if (whole) return shardedSource([readFileSync(whole)]);
  const folder = new URL('../public/models/base/', import.meta.url);
  const manifest = v.parse(ManifestSchema, JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')));
  return shardedSource(manifest.shards.map((shard) => readFileSync(new URL(shard.path, folder))));
}
