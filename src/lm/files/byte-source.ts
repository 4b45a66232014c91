/** Random access to a file that lies in memory in one or more pieces. */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /** Bytes start .. end - 1; a view where they lie in one piece, a copy where they cross a border. */
  slice(start: number, end: number): Uint8Array;
}

/** A ByteSource that gives its memory back piece by piece. */
export interface ForgettingSource extends ByteSource {
  /** Nothing before `end` is asked for again: what lies there whole is freed, at once where the engine can. */
  forget(end: number): void;
}

/**
 * A ByteSource over a file's shards, in order, without joining them.
 * @throws RangeError when a slice is asked for outside the file.
 */
export function shardedSource(shards: readonly Uint8Array[]): ByteSource {
  return sourceOf(shards);
}

/** The same over shards that nobody else holds: they are emptied as they are forgotten. */
export function forgettingSource(shards: Uint8Array<ArrayBuffer>[]): ForgettingSource {
  const sizes = shards.map(({ byteLength }) => byteLength);
  const source = sourceOf(shards);
  let first = 0;
  let start = 0;
  const forget = (end: number): void => {
    for (let size = sizes[first]; size !== undefined && start + size <= end; size = sizes[first]) {
      free((shards[first] as Uint8Array<ArrayBuffer>).buffer);
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

/** Detached buffers are freed at once, dropped ones when the collector comes by. */
function free(buffer: ArrayBuffer & { transfer?(size: number): ArrayBuffer }): void {
  buffer.transfer?.(0);
}

function sourceOf(shards: readonly Uint8Array[]): ByteSource {
  const starts: number[] = [];
  let size = 0;
  for (const shard of shards) {
    starts.push(size);
    size += shard.byteLength;
  }
  const slice = (start: number, end: number): Uint8Array => {
    if (start < 0 || end > size || start > end) throw new RangeError(`bytes ${start}..${end} are outside the file of ${size} bytes`);
    if (start === end) return new Uint8Array(0);
    // no findLastIndex: browsers of 2021 lack it
    let first = starts.filter((shardStart) => shardStart <= start).length - 1;
    const offset = start - (starts[first] as number);
    const head = (shards[first] as Uint8Array).subarray(offset, offset + end - start);
    if (head.byteLength === end - start) return head;
    const joined = new Uint8Array(end - start);
    joined.set(head);
    for (let filled = head.byteLength; filled < joined.byteLength; ) {
      const part = (shards[++first] as Uint8Array).subarray(0, joined.byteLength - filled);
      joined.set(part, filled);
      filled += part.byteLength;
    }
    return joined;
  };
  return { size, slice };
}
