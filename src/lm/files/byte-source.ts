/** Random access to a file that lies in memory in one or more pieces. */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /** Bytes start .. end - 1; a view where they lie in one piece, a copy where they cross a border. */
  slice(start: number, end: number): Uint8Array;
}

/**
 * A ByteSource over a file's shards, in order, without joining them.
 * @throws RangeError when a slice is asked for outside the file.
 */
export function shardedSource(shards: readonly Uint8Array[]): ByteSource {
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
