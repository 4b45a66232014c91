/** Writes downloaded shards to the store while they are used: a start does not wait for it. */
import type { ShardCache } from './shard-cache.ts';

export class ShardKeeper {
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly cache: Pick<ShardCache, 'put' | 'works'>) {}

  /**
   * Writes a shard after those before it, one at a time: each is copied on its way.
   * @returns what resolves when the bytes are not needed any more: they are written, or the store refused them.
   */
  add(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.cache.works) this.#writing = this.#writing.then(() => this.cache.put(sha256, bytes));
    return this.#writing;
  }

  /** Resolves when all that were added are written. */
  flush(): Promise<void> {
    return this.#writing;
  }
}
