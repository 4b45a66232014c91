/** Writes downloaded shards to the store while they are used: a start does not wait for it. */
import type { ShardCache } from './shard-cache.ts';

export class ShardKeeper {
  /** The last two: a copy of each lies in memory until it is written. */
  #writing: readonly [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()];

  constructor(private readonly cache: Pick<ShardCache, 'put' | 'works'>) {}

  /**
   * Writes a shard, two at a time.
   * @returns what resolves when the store has its own copy of the bytes: they may be given away.
   */
  async add(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!this.cache.works) return;
    const [before, last] = this.#writing;
    const copied = before.then(() => ({ written: this.cache.put(sha256, bytes) }));
    this.#writing = [last, copied.then(({ written }) => written)];
    await copied;
  }

  /** Resolves when all that were added are written. */
  async flush(): Promise<void> {
    await Promise.all(this.#writing);
  }
}
