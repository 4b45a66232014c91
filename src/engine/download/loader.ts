/**
 * Gets the base model's shards: some at a time, in order, verified, handed on as they come, and kept, so that a reload resumes with what is missing.
 * Knows nothing of what the bytes mean.
 */

import { EngineError } from '../../lm/errors.ts';
import { recogniseFile } from '../../lm/files/recognise-file.ts';
import { sha256Hex } from '../../lm/sha256.ts';
import type { Manifest, Shard } from '../../packs/manifest.ts';
import { abortable, anySignal } from '../abort.ts';
import { download, isFinal } from './download.ts';
import type { ShardCache } from './shard-cache.ts';
import { ShardKeeper } from './shard-keeper.ts';

/** At a time, after the first, which has the line for itself: everybody waits for the header in it. The next are wanted in order, too. */
const PARALLEL = 2;
const TRIES = 3;
const BACKOFF_MS = 500;
const STALL_MS = 30_000;
/** Bytes below which the beginning of a shard is not worth a place in the cache. */
const WORTH_KEEPING = 64 * 1024;

export interface LoadShardsOptions {
  readonly cache: ShardCache;
  /** Takes a shard, by its place in the file, once it has been verified; nobody else reads it then. */
  readonly onShard: (index: number, bytes: Uint8Array<ArrayBuffer>) => void;
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
  /** True when nothing was downloaded. */
  readonly fromCache: boolean;
  /** Resolves when what was downloaded is in the store, and dropped from it what no model needs. Never rejects. */
  keep(): Promise<void>;
}

/**
 * Gets all shards of a manifest.
 * @throws EngineError 'network' (a shard could not be had) or 'integrity' (its SHA-256 differs), each after three tries;
 *   the signal's reason when aborted. What came until then is kept.
 */
export async function loadShards(manifest: Manifest, manifestUrl: string, options: LoadShardsOptions): Promise<LoadedShards> {
  const { cache, onShard, onProgress, sleep = delay, stallMs = STALL_MS } = options;
  const { subtle = globalThis.crypto?.subtle } = options;
  const keeper = new ShardKeeper(cache);
  // Bound: a bare reference to the global would be called with the wrong `this`.
  const fetchShard: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const failed = new AbortController();
  const signal = anySignal(options.signal, failed.signal);
  let done = 0;
  let downloaded = 0;
  const report = () => onProgress?.(done, manifest.bytes, downloaded);
  const count = (bytes: number, fresh: number) => {
    done += bytes;
    downloaded += fresh;
    report();
  };

  /** From the cache; a copy that went bad there is dropped. @returns whether it was there. */
  async function kept(shard: Shard, index: number): Promise<boolean> {
    const bytes = await cache.get(shard.sha256, shard.bytes);
    if (!bytes) return false;
    if (bytes.length === shard.bytes && (await sha256(bytes, shard.path, subtle)) === shard.sha256) {
      count(bytes.length, 0);
      onShard(index, bytes);
      return true;
    }
    await cache.remove(shard.sha256);
    return false;
  }

  async function one(shard: Shard, index: number): Promise<void> {
    if (await kept(shard, index)) return;
    const url = new URL(shard.path, manifestUrl).href;
    let part = await cache.getPart(shard.sha256);
    if (part && part.length >= shard.bytes) part = undefined;
    if (part) count(part.length, 0);
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      try {
        const bytes = await download(url, {
          fetch: fetchShard,
          signal,
          stallMs,
          length: shard.bytes,
          before: part,
          // The store is the better cache: what lies there need not lie in the browser's own as well.
          cache: attempt > 1 ? 'reload' : cache.works ? 'no-store' : 'default',
          onBytes: (bytes) => count(bytes, bytes),
          onBroken: (came) => {
            part = came;
          },
        });
        part = undefined;
        await verify(shard, bytes);
        await keeper.add(shard.sha256, bytes);
        onShard(index, bytes);
        return;
      } catch (error) {
        const final = signal.aborted || isFinal(error) || error instanceof UnverifiableError || attempt === TRIES;
        // What came is for the next start, or for the next try.
        if (final && part && part.length >= WORTH_KEEPING) await cache.putPart(shard.sha256, part);
        signal.throwIfAborted();
        if (final) throw error;
        await abortable(sleep(BACKOFF_MS * 2 ** (attempt - 1)), signal).catch(() => undefined);
      }
    }
  }

  async function verify(shard: Shard, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const got = await sha256(bytes, shard.path, subtle);
    if (got === shard.sha256) return;
    count(-bytes.length, -bytes.length);
    await cache.remove(shard.sha256);
    const found = recogniseFile(bytes);
    if (found) throw new EngineError('integrity', `${shard.path} is ${found}, expected a part of the model`);
    throw new EngineError('integrity', `${shard.path}: expected SHA-256 ${shard.sha256}, got ${got}`);
  }

  await cache.claim(
    manifestUrl,
    manifest.shards.map((shard) => shard.sha256),
  );
  const waiting = manifest.shards.map((shard, index) => ({ shard, index }));
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) await one(next.shard, next.index);
  }
  report();
  const working: Promise<void>[] = [];
  try {
    const [first] = waiting.splice(0, 1);
    if (first) await one(first.shard, first.index);
    working.push(...Array.from({ length: Math.min(PARALLEL, waiting.length) }, work));
    await Promise.all(working);
  } catch (error) {
    // The other downloads of a load that failed would only use up the line; what came of them is kept.
    failed.abort(error);
    await Promise.allSettled(working);
    await keeper.flush();
    throw error;
  }
  const keep = async () => {
    await keeper.flush();
    await cache.tidy();
  };
  return { fromCache: downloaded === 0, keep };
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
  return sha256Hex(bytes, subtle);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
