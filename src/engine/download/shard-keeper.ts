/** Writes downloaded shards to the store while, or after, they are used: a start does not wait for it. */
import type { ShardCache } from './shard-cache.ts';

interface Waiting {
  readonly sha256: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly done: () => void;
}

/** Shards that may wait at a time: each is memory that the network may need, too. */
const MOST_WAITING = 1;

export class ShardKeeper {
  readonly #waiting: Waiting[] = [];
  #writing: Promise<void> = Promise.resolve();

  /**
   * @param patienceMs How long a shard waits for `flush`. On a fast line all of a model come within that, and nothing is written until it runs; on
   *   a slow one each is written soon after it came, so that little is lost where the page ends.
   */
  constructor(
    private readonly cache: Pick<ShardCache, 'put' | 'works'>,
    private readonly patienceMs: number,
  ) {}

  /** @returns what resolves when the bytes are not needed any more: they are written, or the store refused them. */
  add(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!this.cache.works) return Promise.resolve();
    const written = new Promise<void>((done) => this.#waiting.push({ sha256, bytes, done }));
    setTimeout(() => void this.flush(), this.patienceMs);
    void this.#write(MOST_WAITING);
    return written;
  }

  /** Writes all that wait, one after the other: each is copied on its way. */
  flush(): Promise<void> {
    return this.#write(0);
  }

  /** Writes the oldest, until so many are left. */
  #write(left: number): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      while (this.#waiting.length > left) {
        const { sha256, bytes, done } = this.#waiting.shift() as Waiting;
        await this.cache.put(sha256, bytes);
        done();
      }
    });
    return this.#writing;
  }
}
