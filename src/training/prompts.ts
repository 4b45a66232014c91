/** Which prompts are trained on, which are looked at while training, and which nothing is chosen by. */
import { createRng } from '../math/rng.ts';
import { shippedPrompts } from './shipped-prompts.ts';

export interface PromptSplit {
  /** The pool answers these, and training learns from the answers. */
  readonly train: readonly string[];
  /** Looks while training are at these. */
  readonly tune: readonly string[];
  /** What is measured at the end is measured on these alone. */
  readonly heldOut: readonly string[];
}

export interface PromptCounts {
  readonly train: number;
  readonly tune: number;
  readonly heldOut: number;
}

/** Fewest prompts that can be split: one for each part. */
export const fewestPrompts = 3;

/** Most that a share of the list gives to the parts that are not trained on: as many as the shipped prompts have. */
const MOST = { tune: 20, heldOut: 40 };

/** A fifth held out and a tenth for tuning, at least one each; all else is trained on. Of fewer than three prompts, what there is. */
export function usualCounts(prompts: number): PromptCounts {
  const heldOut = Math.min(MOST.heldOut, Math.max(1, Math.round(prompts / 5)), Math.max(0, prompts - 1));
  const tune = Math.min(MOST.tune, Math.max(1, Math.round(prompts / 10)), Math.max(0, prompts - 1 - heldOut));
  return { heldOut, tune, train: prompts - heldOut - tune };
}

/**
 * Splits by chance, and always the same way for a list and a seed. What is held out is drawn first, then what is tuned on: to train on fewer
 * changes neither. Each part keeps the order of the list.
 * @throws RangeError for counts that are not whole, or more together than there are prompts.
 */
export function splitPrompts(list: readonly string[], counts: PromptCounts, seed: number): PromptSplit {
  const { train, tune, heldOut } = counts;
  const wanted = train + tune + heldOut;
  if (![train, tune, heldOut].every((count) => Number.isInteger(count) && count >= 0) || wanted > list.length)
    throw new RangeError(`${train} + ${tune} + ${heldOut} prompts of ${list.length}: expected whole counts that are no more together`);
  const order = shuffled(list.length, seed);
  const part = (from: number, count: number) =>
    order
      .slice(from, from + count)
      .sort((a, b) => a - b)
      .map((index) => list[index] as string);
  return { heldOut: part(0, heldOut), tune: part(heldOut, tune), train: part(heldOut + tune, train) };
}

/** Counts that a list of this length has room for: what is held out first, then tuning, then training. Where all are 0, the usual ones. */
export function fittingCounts(counts: PromptCounts, prompts: number): PromptCounts {
  if (counts.train + counts.tune + counts.heldOut === 0) return usualCounts(prompts);
  const heldOut = Math.min(counts.heldOut, prompts);
  const tune = Math.min(counts.tune, prompts - heldOut);
  return { heldOut, tune, train: Math.min(counts.train, prompts - heldOut - tune) };
}

/**
 * Of a project. The shipped prompts keep their published split, of which the counts take the first so many; one's own list is split by the seed.
 * Counts that are all 0 mean all of the shipped prompts, or the usual shares of one's own; counts that do not fit are lowered.
 */
export function promptSplit({ source, list, counts, seed }: PromptSource): PromptSplit {
  if (source === 'own') return splitPrompts(list, fittingCounts(counts, list.length), seed);
  const { train, tune, heldOut } = shippedPrompts;
  if (counts.train + counts.tune + counts.heldOut === 0) return shippedPrompts;
  return { train: train.slice(0, counts.train), tune: tune.slice(0, counts.tune), heldOut: heldOut.slice(0, counts.heldOut) };
}

export interface PromptSource {
  readonly source: 'shipped' | 'own';
  /** One's own. */
  readonly list: readonly string[];
  readonly counts: PromptCounts;
  readonly seed: number;
}

/** Fisher and Yates: indices below `count`, in an order that the seed decides. */
function shuffled(count: number, seed: number): number[] {
  const random = createRng(seed);
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}
