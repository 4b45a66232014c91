import { freeBuffer } from './free-buffer.ts';

/** Random access to a file that lies in memory in one or more pieces. */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /**
   * Bytes start .. end - 1; a view where they lie in one piece, a copy where they cross a border.
   * @throws BytesToCome where some of them have not arrived.
   */
  slice(start: number, end: number): Uint8Array;
  /** Resolves when all bytes before `end` are there; absent where they always were. @throws what keeps them away. */
  arrived?(end: number): Promise<void>;
}

/** A ByteSource that gives its memory back piece by piece. */
export interface ForgettingSource extends ByteSource {
  /** Nothing before `end` is asked for again: what lies there whole is freed, at once where the engine can. */
  forget(end: number): void;
}

/** A ForgettingSource whose shards come one by one, in any order. */
export interface ArrivingSource extends ForgettingSource {
  arrived(end: number): Promise<void>;
  /** The shard is the source's: it is emptied when it is forgotten. */
  arrive(shard: number, bytes: Uint8Array<ArrayBuffer>): void;
  /** Nothing more arrives: who waits for it gets this error. */
  fail(error: unknown): void;
}

/** Bytes up to `end` are asked for before they have all arrived. */
export class BytesToCome extends RangeError {
  constructor(readonly end: number) {
    super(`bytes up to ${end} have not arrived`);
  }
}

/**
 * A ByteSource over a file's shards, in order, without joining them.
 * @throws RangeError when a slice is asked for outside the file.
 */
export function shardedSource(shards: readonly Uint8Array[]): ByteSource {
  return sourceOf(
    shards,
    shards.map(({ byteLength }) => byteLength),
  );
}

/** The same over shards that nobody else holds: they are emptied as they are forgotten. */
export function forgettingSource(shards: Uint8Array<ArrayBuffer>[]): ForgettingSource {
  return forgetting(
    shards,
    shards.map(({ byteLength }) => byteLength),
    (shard) => freeBuffer((shards[shard] as Uint8Array<ArrayBuffer>).buffer),
  );
}

/** A file of shards of these sizes, none of which is there yet. */
export function arrivingSource(sizes: readonly number[]): ArrivingSource {
  const shards: (Uint8Array<ArrayBuffer> | undefined)[] = sizes.map(() => undefined);
  const arrivals = sizes.map(() => new Arrival());
  const source = forgetting(shards, sizes, (shard) => freeBuffer((shards[shard] as Uint8Array<ArrayBuffer>).buffer));
  return {
    ...source,
    async arrived(end) {
      let start = 0;
      for (const [shard, size] of sizes.entries()) {
        if (start < end) await arrivals[shard]?.promise;
        start += size;
      }
    },
    arrive(shard, bytes) {
      shards[shard] = bytes;
      arrivals[shard]?.resolve();
    },
    fail(error) {
      for (const { reject } of arrivals) reject(error);
    },
  };
}

/** A promise to be settled from outside. */
class Arrival {
  resolve = (): void => {};
  reject = (_: unknown): void => {};
  readonly promise = new Promise<void>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    // Whoever waits is told; that nobody does is no failure.
    this.promise.catch(() => undefined);
  }
}

function forgetting(
  shards: (Uint8Array<ArrayBuffer> | undefined)[],
  sizes: readonly number[],
  freeShard: (shard: number) => void,
): ForgettingSource {
  const source = sourceOf(shards, sizes);
  let first = 0;
  let start = 0;
  const forget = (end: number): void => {
    for (let size = sizes[first]; size !== undefined && start + size <= end && shards[first]; size = sizes[first]) {
      freeShard(first);
      shards[first++] = new Uint8Array(0);
      start += size;
    }
  };
  const slice = (from: number, to: number): Uint8Array => {
    if (from < start && from < to) throw new RangeError(`bytes ${from}..${to} were forgotten, those from ${start} on are there`);
    return source.slice(from, to);
  };
  return { size: source.size, slice, forget };
}

function sourceOf(shards: readonly (Uint8Array | undefined)[], sizes: readonly number[]): ByteSource {
  const starts: number[] = [];
  let size = 0;
  for (const shardSize of sizes) {
    starts.push(size);
    size += shardSize;
  }
  const slice = (start: number, end: number): Uint8Array => {
    if (start < 0 || end > size || start > end) throw new RangeError(`bytes ${start}..${end} are outside the file of ${size} bytes`);
    if (start === end) return new Uint8Array(0);
    const present = (shard: number): Uint8Array => {
      const bytes = shards[shard];
      if (!bytes) throw new BytesToCome(end);
      return bytes;
    };
    // no findLastIndex: browsers of 2021 lack it
    let first = starts.filter((shardStart) => shardStart <= start).length - 1;
    const offset = start - (starts[first] as number);
    const head = present(first).subarray(offset, offset + end - start);
    if (head.byteLength === end - start) return head;
    const joined = new Uint8Array(end - start);
    joined.set(head);
    for (let filled = head.byteLength; filled < joined.byteLength; ) {
      const part = present(++first).subarray(0, joined.byteLength - filled);
      joined.set(part, filled);
      filled += part.byteLength;
    }
    return joined;
  };
  return { size, slice };
}
