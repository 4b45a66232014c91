/** Keeps verified shards in Cache Storage, keyed by their hash, so that a second start downloads nothing; and parts of those that broke off. */
import { readUpTo } from './read-chunks.ts';

/** A store of byte blocks by SHA-256. It never throws: a store that fails turns itself off and says so by `works`. */
export interface ShardCache {
  /** False once the browser refused storage or the quota was exceeded. */
  readonly works: boolean;
  /** The block's bytes, as many as it should have, unverified; undefined when it is not kept. */
  get(sha256: string, bytes: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Copies the bytes before it returns; resolves when they are written. */
  put(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The block and its part. */
  remove(sha256: string): Promise<void>;
  /** The beginning of a block whose download broke off; undefined when there is none. */
  getPart(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  putPart(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Notes that a model needs these blocks. */
  claim(model: string, blocks: readonly string[]): Promise<void>;
  /** Drops the blocks that no model needs which was loaded within the last weeks. */
  tidy(): Promise<void>;
}

/** The name holds the format's version: raise it when the keys change. */
export const SHARD_CACHE_NAME = 'tiller-shards-1';

/** Blocks of a model that was not loaded for so long are dropped. */
const UNUSED_MS = 60 * 24 * 3600 * 1000;
const BLOCKS = '/tiller-shard/';
const CLAIMS = '/tiller-shards-of/';

class StorageShardCache implements ShardCache {
  works = true;

  constructor(
    private readonly cache: Cache,
    private readonly base: string,
    private readonly now: () => number,
  ) {}

  get(sha256: string, bytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.guarded(async () => {
      const body = (await this.cache.match(this.key(BLOCKS + sha256)))?.body;
      return body ? readUpTo(body, bytes) : undefined;
    });
  }

  async put(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.write(BLOCKS + sha256, bytes);
    await this.drop(`${BLOCKS + sha256}/part`);
  }

  async remove(sha256: string): Promise<void> {
    await this.drop(BLOCKS + sha256);
    await this.drop(`${BLOCKS + sha256}/part`);
  }

  getPart(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.read(`${BLOCKS + sha256}/part`);
  }

  putPart(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.write(`${BLOCKS + sha256}/part`, bytes);
  }

  async claim(model: string, blocks: readonly string[]): Promise<void> {
    const claim = JSON.stringify({ blocks, at: this.now() });
    await this.write(CLAIMS + encodeURIComponent(model), new TextEncoder().encode(claim));
  }

  async tidy(): Promise<void> {
    await this.guarded(async () => {
      const paths = (await this.cache.keys()).map(({ url }) => new URL(url).pathname);
      const needed = new Set<string>();
      for (const path of paths.filter((path) => path.startsWith(CLAIMS))) {
        const claim = readClaim(await this.read(path));
        if (claim && this.now() - claim.at < UNUSED_MS) for (const block of claim.blocks) needed.add(block);
        else await this.drop(path);
      }
      for (const path of paths.filter((path) => path.startsWith(BLOCKS))) {
        if (!needed.has(path.slice(BLOCKS.length).split('/')[0] ?? '')) await this.drop(path);
      }
    });
  }

  private async read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.guarded(async () => {
      const response = await this.cache.match(this.key(path));
      return response && new Uint8Array(await response.arrayBuffer());
    });
  }

  private async write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    // After a first refusal (quota, private window) every further try would copy 24 MiB for nothing.
    if (!this.works) return;
    // A blob is a copy that the store takes as it is; of bytes it would make another.
    const body = new Blob([bytes]);
    await this.guarded(() =>
      this.cache.put(this.key(path), new Response(body, { headers: { 'Content-Type': 'application/octet-stream' } })),
    );
  }

  private async drop(path: string): Promise<void> {
    await this.guarded(() => this.cache.delete(this.key(path)));
  }

  private async guarded<T>(use: () => Promise<T>): Promise<T | undefined> {
    try {
      return await use();
    } catch {
      this.works = false;
      return undefined;
    }
  }

  /** Cache Storage wants a URL; this one is never requested. */
  private key(path: string): string {
    return new URL(path, this.base).href;
  }
}

function readClaim(bytes: Uint8Array | undefined): { readonly blocks: readonly string[]; readonly at: number } | undefined {
  try {
    const { blocks, at } = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(blocks) && typeof at === 'number' ? { blocks, at } : undefined;
  } catch {
    return undefined;
  }
}

/** A store that keeps nothing. */
class NoShardCache implements ShardCache {
  readonly works = false;
  async get(): Promise<undefined> {}
  async put(): Promise<void> {}
  async remove(): Promise<void> {}
  async getPart(): Promise<undefined> {}
  async putPart(): Promise<void> {}
  async claim(): Promise<void> {}
  async tidy(): Promise<void> {}
}

/**
 * Opens the store, or one that keeps nothing when the browser refuses (no Cache Storage outside secure contexts and in some private windows).
 * @param storage `caches`, or undefined where there is none. Called once: in some private windows the mere access throws.
 * @param base URL of the page or worker; the keys take its origin.
 */
export async function openShardCache(
  storage: () => CacheStorage | undefined,
  base: string,
  now: () => number = Date.now,
): Promise<ShardCache> {
  try {
    const cache = await storage()?.open(SHARD_CACHE_NAME);
    if (cache) return new StorageShardCache(cache, base, now);
  } catch {
    // Refused: the same as absent.
  }
  return new NoShardCache();
}
