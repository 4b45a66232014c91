/**
 * Soft prompts: learned vectors that stand before a row's tokens as if they were tokens themselves (prompt tuning, arXiv 2104.08691). Like LoRA
 * slots they are mixed by the row's coefficients, vector by vector: e_s = sum over slots of coefficient * slot's vector s.
 *
 * A row names its own by ids past the vocabulary: vocabulary + s is e_s. They are positions like any other, and mean nothing without the row's
 * coefficients.
 */

/**
 * How many vectors stand before a row: as many as the longest prompt among the slots that are on; where all are off, none.
 * @param softTokens Per slot, 0 where it has no vectors; absent: no slot has any.
 * @param coefficients Per slot.
 */
export function softTokensOf(softTokens: readonly number[] | undefined, coefficients: ArrayLike<number>): number {
  return (softTokens ?? []).reduce((most, count, slot) => (coefficients[slot] === 0 ? most : Math.max(most, count)), 0);
}

/** The ids of that many vectors. */
export function softIds(vocabulary: number, count: number): number[] {
  return Array.from({ length: count }, (_, s) => vocabulary + s);
}

/** The soft prompts of a bank, for whatever network reads it. */
export class SoftPrompts {
  /** Vectors of every slot, 0 where it has none; undefined where no slot has any. */
  readonly tokens: readonly number[] | undefined;
  readonly #prompts: readonly (Float32Array | undefined)[];

  /** @param slots Each with its vectors [tokens, width], where it has any. */
  constructor(
    slots: readonly { readonly soft?: Float32Array }[],
    private readonly width: number,
  ) {
    this.#prompts = slots.map(({ soft }) => soft);
    const any = this.#prompts.some((prompt) => prompt !== undefined);
    this.tokens = any ? this.#prompts.map((prompt) => (prompt?.length ?? 0) / width) : undefined;
  }

  /**
   * Writes e_s of a row.
   * @param coefficients [rows, slots].
   * @param out [width], from `at` on.
   */
  embed(coefficients: Float32Array, row: number, s: number, out: Float32Array, at: number): void {
    const slots = this.#prompts.length;
    mixSoft(this.#prompts, coefficients.subarray(row * slots, (row + 1) * slots), s, this.width, out, at);
  }
}

/**
 * Writes e_s of a row.
 * @param prompts Per slot [tokens, width], row by row; undefined where it has none. A shorter prompt adds nothing past its end.
 * @param coefficients Per slot.
 * @param out [width], from `at` on.
 */
export function mixSoft(
  prompts: readonly (Float32Array | undefined)[],
  coefficients: ArrayLike<number>,
  s: number,
  width: number,
  out: Float32Array,
  at: number,
): void {
  const mixed = new Float64Array(width);
  for (const [slot, prompt] of prompts.entries()) {
    const coefficient = coefficients[slot] as number;
    if (!prompt || coefficient === 0 || (s + 1) * width > prompt.length) continue;
    for (let i = 0; i < width; i++) mixed[i] = (mixed[i] as number) + coefficient * (prompt[s * width + i] as number);
  }
  out.set(mixed, at);
}
