/** How a prefill is cut into runs of the network. */

export interface PlanRow {
  readonly length: number;
  /** First position whose logits are wanted. */
  readonly logitsFrom: number;
}

export interface PlanLimits {
  /** Tokens of a run: what an abort waits for, and what bounds the activations. */
  readonly tokens: number;
  /** Positions of a run whose logits are wanted. */
  readonly wanted: number;
  /** The same of all runs that a group waits for, until its rows stand at one position. */
  readonly waiting: number;
}

/** Logits of one run are kept below this; the runtime's memory holds them too, until they are copied out of it. */
const RUN_LOGITS = 18 * 2 ** 20;
/** Logits that a group of rows waits with. With the copy it stays below 64 MB. */
const WAITING_LOGITS = 36 * 2 ** 20;
/** Tokens of one run. On two cores about a second's work: as long as an abort waits. */
const RUN_TOKENS = 128;
/** A GPU's, which bounds the activations (MLP: 12 KB a token). */
const GPU_RUN_TOKENS = 1024;

/** What one prefill may have at once: 64 MB of logits at most, those in the runtime's memory among them. */
export function prefillLimits(vocabulary: number, onGpu: boolean): PlanLimits {
  const bytes = vocabulary * Float32Array.BYTES_PER_ELEMENT;
  return {
    tokens: onGpu ? GPU_RUN_TOKENS : RUN_TOKENS,
    wanted: Math.max(1, Math.floor(RUN_LOGITS / bytes)),
    waiting: Math.max(1, Math.floor(WAITING_LOGITS / bytes)),
  };
}

/** One run: rows from a position on, to a position each. Attention continues one row alone; several rows begin together. */
export interface Piece {
  readonly rows: readonly number[];
  readonly from: number;
  /** One per row. */
  readonly to: readonly number[];
}

/**
 * Rows of a group are kept at one position, so that nobody has to hold the logits of one row until those of the next are there.
 * @param groups How many rows, one after the other, belong together.
 * @returns Runs in order. Those that begin several rows begin neighbours.
 */
export function planPrefill(rows: readonly PlanRow[], groups: readonly number[], limits: PlanLimits): Piece[] {
  const pieces: Piece[] = [];
  let together: number[] = [];
  const flush = () => {
    if (together.length > 0) pieces.push({ rows: together, from: 0, to: together.map((row) => (rows[row] as PlanRow).length) });
    together = [];
  };
  let first = 0;
  for (const count of groups) {
    const group = Array.from({ length: count }, (_, i) => first + i);
    first += count;
    if (!fitsOneRun([...together, ...group], rows, limits)) flush();
    if (fitsOneRun(group, rows, limits)) together.push(...group);
    else pieces.push(...inPieces(group, rows, limits));
  }
  flush();
  return pieces;
}

/** Rows that begin together are padded to the longest. */
function fitsOneRun(group: readonly number[], rows: readonly PlanRow[], { tokens, wanted }: PlanLimits): boolean {
  const own = group.map((row) => rows[row] as PlanRow);
  const longest = Math.max(...own.map(({ length }) => length));
  return longest * own.length <= tokens && own.reduce((sum, { length, logitsFrom }) => sum + length - logitsFrom, 0) <= wanted;
}

/** First what comes before any logits, row by row; then the rows take turns. */
function inPieces(group: readonly number[], rows: readonly PlanRow[], limits: PlanLimits): Piece[] {
  const stretch = Math.max(1, Math.min(limits.tokens, limits.wanted, Math.floor(limits.waiting / group.length)));
  const pieces: Piece[] = [];
  const at = new Map<number, number>();
  for (const row of group) {
    const { length, logitsFrom } = rows[row] as PlanRow;
    const end = Math.min(length, logitsFrom + stretch);
    let from = 0;
    while (end - from > limits.tokens && from < logitsFrom) {
      const to = Math.min(from + limits.tokens, logitsFrom);
      pieces.push({ rows: [row], from, to: [to] });
      from = to;
    }
    at.set(row, from);
  }
  for (let round = 1, open = true; open; round++) {
    open = false;
    for (const row of group) {
      const { length, logitsFrom } = rows[row] as PlanRow;
      const from = at.get(row) as number;
      if (from === length) continue;
      const to = Math.min(length, logitsFrom + round * stretch);
      pieces.push({ rows: [row], from, to: [to] });
      at.set(row, to);
      open = true;
    }
  }
  return pieces;
}
