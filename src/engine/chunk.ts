/** Which texts are decoded together: as many as memory and the reader's patience allow. */
import type { EngineInfo } from './protocol.ts';

/**
 * What the caches of one batch may take, 256 MiB: beside weights of 540 MB and the answers of four panes it keeps a tab below the 2 GB that small
 * devices give one.
 */
export const cacheBudget = 256 * 2 ** 20;

/** Rows of a batch, at most. More make a token hardly cheaper, and the reader's own answers wait for one step of all of them. */
export const rowLimit = 32;

/** A text that waits, and what it takes. */
export interface Waiting {
  /** Rows of the batch that make it. */
  readonly rows: number;
  /** Prompt and longest answer. */
  readonly tokens: number;
}

/** What a row of so many tokens takes in a batch: a step has its cache twice, before it and after it. */
export function rowBytes(tokens: number, { cacheBytesPerToken }: Pick<EngineInfo, 'cacheBytesPerToken'>): number {
  return 2 * cacheBytesPerToken * tokens;
}

/**
 * How many texts from the front of the queue make the next batch: at least one; where the queue takes several batches, about as many rows in each.
 * Rows of a batch are padded to the longest.
 */
export function chunkSize(queue: readonly Waiting[], info: Pick<EngineInfo, 'cacheBytesPerToken'>): number {
  const rows = queue.reduce((sum, text) => sum + text.rows, 0);
  const longest = Math.max(...queue.map(({ tokens }) => tokens));
  const fitting = Math.max(1, Math.min(rowLimit, Math.floor(cacheBudget / rowBytes(longest, info))));
  const even = Math.ceil(rows / Math.ceil(rows / fitting));
  let size = 0;
  for (let taken = 0; size < queue.length; size += 1) {
    taken += (queue[size] as Waiting).rows;
    if (size > 0 && taken > even) break;
  }
  return Math.max(1, size);
}
