/** The base model's file: its manifest, and its shards from this browser's storage or the network, each checked. */
import type { GenericSchema, InferOutput } from 'valibot';
import { EngineError } from '../../lm/errors.ts';
import { type ForgettingSource, forgettingSource } from '../../lm/files/byte-source.ts';
import { parseFile } from '../../lm/parse-file.ts';
import { type Manifest, ManifestSchema } from '../../packs/manifest.ts';
import { fetchFile, parseJson } from '../download/fetch-file.ts';
import { loadShards } from '../download/loader.ts';
import { openShardCache } from '../download/shard-cache.ts';

export interface FetchedBase {
  readonly manifest: Manifest;
  readonly source: ForgettingSource;
  /** True when every shard came from the cache. */
  readonly fromCache: boolean;
  /** False when Cache Storage was refused. */
  readonly cached: boolean;
}

export interface FetchBaseOptions {
  readonly signal: AbortSignal;
  /** Bytes at hand and in all, and a sentence for the page. */
  readonly onProgress: (done: number, total: number, note: string) => void;
}

/** @throws EngineError 'network' or 'integrity'; the signal's reason when aborted. */
export async function fetchBase(manifestUrl: string, { signal, onProgress }: FetchBaseOptions): Promise<FetchedBase> {
  const manifest = valid(ManifestSchema, parseJson(await fetchFile(manifestUrl, signal), manifestUrl), manifestUrl);
  const cache = await openShardCache(() => globalThis.caches, self.location.href);
  const { shards, fromCache } = await loadShards(manifest, manifestUrl, {
    cache,
    signal,
    onProgress: (done, total, downloaded) =>
      onProgress(done, total, downloaded > 0 ? 'Downloading the model' : 'Reading the model from this browser'),
  });
  return { manifest, source: forgettingSource([...shards]), fromCache, cached: cache.works };
}

/** @throws EngineError 'integrity' that names the file, the field and what was expected. */
function valid<S extends GenericSchema>(schema: S, data: unknown, file: string): InferOutput<S> {
  return integral(() => parseFile(schema, data, file));
}

/** What a file of the model says, where its complaint is one of integrity. @throws EngineError 'integrity'. */
export function integral<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new EngineError('integrity', error instanceof Error ? error.message : String(error));
  }
}
