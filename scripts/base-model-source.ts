/** The base model's GGUF for scripts and tests in Node: the file that TILLER_GGUF names, else the shards of public/models/base. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { type ByteSource, shardedSource } from '../src/lm/files/byte-source.ts';
import { type Manifest, ManifestSchema } from '../src/packs/manifest.ts';

const folder = new URL('../public/models/base/', import.meta.url);

/**
 * Reads the whole file into memory (98 MB).
 * @throws Error when the file or a shard is missing.
 */
export function baseModelSource(): ByteSource {
  const whole = process.env.TILLER_GGUF;
  if (whole) return shardedSource([readFileSync(whole)]);
  return shardedSource(baseManifest().shards.map((shard) => readFileSync(new URL(shard.path, folder))));
}

export function baseManifest(): Manifest {
  return v.parse(ManifestSchema, JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')));
}
