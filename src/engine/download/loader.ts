/**
 * Gets the base model's shards: in parallel, verified, kept as they come, so that a reload resumes with what is missing.
 * Knows nothing of what the bytes mean.
 */
import { EngineError } from '../../lm/errors.ts';
import type { Manifest, Shard } from '../../packs/manifest.ts';
import { download, FinalDownloadError } from './download.ts';
import type { ShardCache } from './shard-cache.ts';

const PARALLEL = 4;
const TRIES = 3;
const BACKOFF_MS = 500;
const STALL_MS = 30_000;

export interface LoadShardsOptions {
  readonly cache: ShardCache;
  readonly signal?: AbortSignal;
  /** Bytes at hand and in all; called as they come, never more often than the network delivers. */
  readonly onProgress?: (done: number, total: number, downloaded: number) => void;
  readonly fetch?: typeof fetch;
  /** Waits between tries; replaced in tests. */
  readonly sleep?: (ms: number) => Promise<void>;
  readonly stallMs?: number;
  /** `crypto.subtle`; undefined outside secure contexts. */
  readonly subtle?: SubtleCrypto;
}

export interface LoadedShards {
  /** In file order; each has been verified. */
  readonly shards: readonly Uint8Array<ArrayBuffer>[];
  /** True when nothing was downloaded. */
  readonly fromCache: boolean;
}

/**
 * All shards of a manifest.
 * @throws EngineError 'network' (a shard could not be had) or 'integrity' (its SHA-256 differs), each after three tries;
 *   the signal's reason when aborted.
 */
export async function loadShards(manifest: Manifest, manifestUrl: string, options: LoadShardsOptions): Promise<LoadedShards> {
  const { cache, onProgress, sleep = delay, stallMs = STALL_MS, subtle = globalThis.crypto?.subtle } = options;
  // Bound: a bare reference to the global would be called with the wrong `this`.
  const fetchShard: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  let done = 0;
  let downloaded = 0;
  const report = () => onProgress?.(done, manifest.bytes, downloaded);

  async function one(shard: Shard): Promise<Uint8Array<ArrayBuffer>> {
    const kept = await cache.get(shard.sha256);
    if (kept) {
      if (kept.length === shard.bytes && (await sha256(kept, shard.path, subtle)) === shard.sha256) {
        done += kept.length;
        report();
        return kept;
      }
      await cache.remove(shard.sha256);
    }
    const url = new URL(shard.path, manifestUrl).href;
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      try {
        const bytes = await download(url, shard.bytes, {
          fetch: fetchShard,
          signal,
          stallMs,
          cache: attempt === 1 ? 'default' : 'reload',
          onBytes: (count) => {
            done += count;
            downloaded += count;
            report();
          },
        });
        const got = await sha256(bytes, shard.path, subtle);
        if (got !== shard.sha256) {
          done -= bytes.length;
          downloaded -= bytes.length;
          report();
          throw new EngineError('integrity', `${shard.path}: expected SHA-256 ${shard.sha256}, got ${got}`);
        }
        await cache.put(shard.sha256, bytes);
        return bytes;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof FinalDownloadError || error instanceof UnverifiableError || attempt === TRIES) throw error;
        await sleep(BACKOFF_MS * 2 ** (attempt - 1));
      }
    }
  }

  const shards: Uint8Array<ArrayBuffer>[] = new Array(manifest.shards.length);
  const waiting = manifest.shards.map((shard, index) => ({ shard, index }));
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      shards[next.index] = await one(next.shard);
    }
  }
  report();
  try {
    await Promise.all(Array.from({ length: Math.min(PARALLEL, manifest.shards.length) }, work));
  } catch (error) {
    // The other downloads of a load that failed would only use up the line.
    failed.abort(error);
    throw error;
  }
  return { shards, fromCache: downloaded === 0 };
}

/** No amount of tries gives a page without crypto.subtle the means to verify. */
class UnverifiableError extends EngineError {}

async function sha256(bytes: Uint8Array<ArrayBuffer>, name: string, subtle: SubtleCrypto | undefined): Promise<string> {
  if (!subtle) {
    throw new UnverifiableError(
      'integrity',
      `${name}: cannot be verified, since this page is not a secure context and has no crypto.subtle; expected https or localhost`,
    );
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
