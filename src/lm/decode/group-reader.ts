/** Puts the pieces of a prefill together again: all rows of a group at one position. */
import type { LogitsPiece } from '../run/forward.ts';

/**
 * Takes a position of a group as soon as all of its rows have it.
 * @param position 0 for the rows' first logits. @param logits One [vocabulary] per row.
 * @param rewards With a reward slot, [heads] per row.
 */
export type TakePosition = (group: number, position: number, logits: readonly Float32Array[], rewards?: readonly Float32Array[]) => void;

/** What a row has that its group has not taken. */
interface Waiting {
  readonly logits: Float32Array[];
  readonly rewards: Float32Array[];
}

/** @param sizes Rows of every group, one after the other; all have as many positions. */
export function groupReader(sizes: readonly number[], vocabulary: number, take: TakePosition): (pieces: readonly LogitsPiece[]) => void {
  const groups = sizes.map((size) => Array.from({ length: size }, (): Waiting => ({ logits: [], rewards: [] })));
  const owner = sizes.flatMap((size, group) => Array.from({ length: size }, () => group));
  const rows = groups.flat();
  const taken = sizes.map(() => 0);
  return (pieces) => {
    for (const { row, logits, rewards } of pieces) {
      const waiting = rows[row] as Waiting;
      for (let at = 0; at < logits.length; at += vocabulary) waiting.logits.push(logits.subarray(at, at + vocabulary));
      const heads = ((rewards?.length ?? 0) * vocabulary) / logits.length;
      for (let at = 0; rewards && at < rewards.length; at += heads) waiting.rewards.push(rewards.subarray(at, at + heads));
    }
    for (const group of new Set(pieces.map(({ row }) => owner[row] as number))) {
      const own = groups[group] as Waiting[];
      while (own.every(({ logits }) => logits.length > 0)) {
        const logits = own.map((row) => row.logits.shift() as Float32Array);
        const rewards = own.flatMap((row) => row.rewards.splice(0, 1));
        take(group, taken[group] as number, logits, rewards.length > 0 ? rewards : undefined);
        taken[group] = (taken[group] as number) + 1;
      }
      // The network may use the pieces' memory again.
      for (const row of own) {
        for (const part of [row.logits, row.rewards]) for (const [i, values] of part.entries()) part[i] = values.slice();
      }
    }
  };
}
