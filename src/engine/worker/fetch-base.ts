/** The base model's file: its manifest, and its shards from this browser's storage or the network, each checked. */
import type { GenericSchema, InferOutput } from 'valibot';
import { EngineError } from '../../lm/errors.ts';
import { arrivingSource, type ForgettingSource } from '../../lm/files/byte-source.ts';
import { parseFile } from '../../lm/parse-file.ts';
import { type Manifest, ManifestSchema } from '../../packs/manifest.ts';
import { fetchFile, parseJson } from '../download/fetch-file.ts';
import { loadShards } from '../download/loader.ts';
import { openShardCache } from '../download/shard-cache.ts';

/** A file that is on its way. */
export interface ComingBase {
  readonly manifest: Manifest;
  /** Its bytes as they arrive; who waits for them is told what keeps them away. */
  readonly source: ForgettingSource;
  /** Resolves when all of it is there. @throws EngineError 'network' or 'integrity'; the signal's reason when aborted. */
  readonly whole: Promise<{ readonly fromCache: boolean }>;
  /** Keeps in this browser what was downloaded, once all of it is there. Never rejects. */
  keep(): Promise<void>;
  /** False when Cache Storage was refused. */
  cached(): boolean;
}

export interface FetchBaseOptions {
  readonly signal: AbortSignal;
  /** Bytes at hand and in all, and a sentence for the page. */
  readonly onProgress: (done: number, total: number, note: string) => void;
}

/** @throws EngineError 'network' or 'integrity' where the manifest cannot be had or read; the signal's reason when aborted. */
export async function beginBase(manifestUrl: string, { signal, onProgress }: FetchBaseOptions): Promise<ComingBase> {
  const manifest = valid(ManifestSchema, parseJson(await fetchFile(manifestUrl, signal), manifestUrl), manifestUrl);
  const cache = await openShardCache(() => globalThis.caches, self.location.href);
  const source = arrivingSource(manifest.shards.map(({ bytes }) => bytes));
  const whole = loadShards(manifest, manifestUrl, {
    cache,
    signal,
    onShard: source.arrive,
    onProgress: (done, total, downloaded) =>
      onProgress(done, total, downloaded > 0 ? 'Downloading the model' : 'Reading the model from this browser'),
  });
  whole.catch(source.fail);
  const keep = () =>
    whole.then(
      (shards) => shards.keep(),
      () => undefined,
    );
  return { manifest, source, whole, keep, cached: () => cache.works };
}

/** Waits for all of it, and keeps it. @throws EngineError 'network' or 'integrity'; the signal's reason when aborted. */
export async function fetchBase(manifestUrl: string, options: FetchBaseOptions): Promise<Pick<ComingBase, 'manifest' | 'source'>> {
  const base = await beginBase(manifestUrl, options);
  await base.whole;
  await base.keep();
  return base;
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
