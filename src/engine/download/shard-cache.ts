/** Keeps verified shards in Cache Storage, keyed by their hash, so that a second start downloads nothing. */

/** A store of byte blocks by SHA-256. It never throws: a store that fails turns itself off and says so by `works`. */
export interface ShardCache {
  /** False once the browser refused storage or the quota was exceeded. */
  readonly works: boolean;
  /** The block's bytes, unverified; undefined when it is not kept. */
  get(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  put(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(sha256: string): Promise<void>;
}

/** The name holds the format's version: raise it when the keys change. */
export const SHARD_CACHE_NAME = 'tiller-shards-1';

class StorageShardCache implements ShardCache {
  works = true;

  constructor(
    private readonly cache: Cache,
    private readonly base: string,
  ) {}

  async get(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      const response = await this.cache.match(this.key(sha256));
      return response && new Uint8Array(await response.arrayBuffer());
    } catch {
      this.works = false;
      return undefined;
    }
  }

  async put(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    // After a first refusal (quota, private window) every further try would copy 24 MiB for nothing.
    if (!this.works) return;
    try {
      await this.cache.put(this.key(sha256), new Response(bytes, { headers: { 'Content-Type': 'application/octet-stream' } }));
    } catch {
      this.works = false;
    }
  }

  async remove(sha256: string): Promise<void> {
    try {
      await this.cache.delete(this.key(sha256));
    } catch {
      this.works = false;
    }
  }

  /** Cache Storage wants a URL; this one is never requested. */
  private key(sha256: string): string {
    return new URL(`/tiller-shard/${sha256}`, this.base).href;
  }
}

/** A store that keeps nothing. */
class NoShardCache implements ShardCache {
  readonly works = false;
  async get(): Promise<undefined> {}
  async put(): Promise<void> {}
  async remove(): Promise<void> {}
}

/**
 * Opens the store, or one that keeps nothing when the browser refuses (no Cache Storage outside secure contexts and in some private windows).
 * @param storage `caches`, or undefined where there is none.
 * @param base URL of the page or worker; the keys take its origin.
 */
export async function openShardCache(storage: CacheStorage | undefined, base: string): Promise<ShardCache> {
  try {
    if (storage) return new StorageShardCache(await storage.open(SHARD_CACHE_NAME), base);
  } catch {
    // Refused: the same as absent.
  }
  return new NoShardCache();
}
