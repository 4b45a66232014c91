import type { LogitsPiece, PrefillRow } from './forward.ts';

/** All logits of a prefill, by row. */
export class KeptLogits {
  readonly logits: readonly Float32Array[];
  readonly rewards: readonly Float32Array[] | undefined;
  readonly #filled: number[];

  /** @param heads Values that a reward has at a position; 0 where there is none. */
  constructor(
    rows: readonly PrefillRow[],
    private readonly vocabulary: number,
    private readonly heads: number,
  ) {
    const counts = rows.map(({ tokens, logitsFrom }) => tokens.length - logitsFrom);
    this.logits = counts.map((count) => new Float32Array(count * vocabulary));
    this.rewards = heads > 0 ? counts.map((count) => new Float32Array(count * heads)) : undefined;
    this.#filled = counts.map(() => 0);
  }

  add(pieces: readonly LogitsPiece[]): void {
    for (const { row, logits, rewards } of pieces) {
      const at = this.#filled[row] as number;
      this.logits[row]?.set(logits, at * this.vocabulary);
      if (rewards) this.rewards?.[row]?.set(rewards, at * this.heads);
      this.#filled[row] = at + logits.length / this.vocabulary;
    }
  }
}
