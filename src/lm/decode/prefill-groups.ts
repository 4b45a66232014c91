import type { Forward, PrefillOptions, PrefillResult, PrefillRow } from '../run/forward.ts';

/** Logits of one prefill are kept to about this many positions: 50 MB for a vocabulary of 49,152. */
const POSITIONS = 256;

/** The results of one group's rows, in their order; valid during the call only. */
export type ReadGroup = (group: number, result: Pick<PrefillResult, 'logits' | 'rewards'>) => void;

/**
 * Runs the rows of groups without decoding, a bounded number of logits at a time; the rows of a group stay together.
 */
export async function prefillGroups(
  forward: Forward,
  groups: readonly (readonly PrefillRow[])[],
  read: ReadGroup,
  options: PrefillOptions = {},
): Promise<void> {
  // Rows of one length are padded least, so the longest go first.
  const longest = groups.map((rows) => Math.max(...rows.map(({ tokens }) => tokens.length)));
  const order = [...groups.keys()].sort((a, b) => (longest[b] as number) - (longest[a] as number));
  const positions = groups.map((rows) => rows.reduce((sum, { tokens, logitsFrom }) => sum + tokens.length - logitsFrom, 0));
  for (let start = 0; start < order.length; ) {
    let end = start;
    let sum = 0;
    do {
      sum += positions[order[end] as number] as number;
      end += 1;
    } while (end < order.length && sum + (positions[order[end] as number] as number) <= POSITIONS);
    const part = order.slice(start, end);
    const { batch, logits, rewards } = await forward.prefill(
      part.flatMap((group) => groups[group] as readonly PrefillRow[]),
      options,
    );
    forward.release(batch);
    let row = 0;
    for (const group of part) {
      const next = row + (groups[group]?.length ?? 0);
      read(group, { logits: logits.slice(row, next), ...(rewards ? { rewards: rewards.slice(row, next) } : {}) });
      row = next;
    }
    start = end;
  }
}
