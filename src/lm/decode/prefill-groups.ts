import type { Forward, PrefillOptions, PrefillRow } from '../run/forward.ts';
import { groupReader, type TakePosition } from './group-reader.ts';

/** Tokens whose cache is kept at once, about: 12 MB for 256. */
const TOKENS = 256;

/**
 * Runs the rows of groups without decoding, few at a time, and hands their logits on position by position.
 * @param groups Rows that are read together: all have as many positions with logits.
 */
export async function prefillGroups(
  forward: Forward,
  groups: readonly (readonly PrefillRow[])[],
  take: TakePosition,
  options: Pick<PrefillOptions, 'bank' | 'between'> = {},
): Promise<void> {
  // Rows of one length are padded least, so the longest go first.
  const longest = groups.map((rows) => Math.max(...rows.map(({ tokens }) => tokens.length)));
  const order = [...groups.keys()].sort((a, b) => (longest[b] as number) - (longest[a] as number));
  const tokens = groups.map((rows) => rows.reduce((sum, row) => sum + row.tokens.length, 0));
  for (let start = 0; start < order.length; ) {
    let end = start;
    let sum = 0;
    do {
      sum += tokens[order[end] as number] as number;
      end += 1;
    } while (end < order.length && sum + (tokens[order[end] as number] as number) <= TOKENS);
    const part = order.slice(start, end);
    const sizes = part.map((group) => groups[group]?.length ?? 0);
    const rows = part.flatMap((group) => groups[group] as readonly PrefillRow[]);
    const read = groupReader(sizes, forward.vocabulary, (i, ...position) => take(part[i] as number, ...position));
    const { batch } = await forward.prefill(rows, { ...options, groups: sizes, read });
    forward.release(batch);
    start = end;
  }
}
