import type { Analysis } from './analyse.ts';
import { type IsNegated, isNegation, negatedNearby } from './negation.ts';

const NEGATION_SCALE = -0.74;

/** The valence that a text carries by a lexicon. */
export interface Valence {
  /** Sum over distinct words (by stem), in the lexicon's units. */
  readonly sum: number;
  /** Number of distinct words (by stem) with a valence. */
  readonly count: number;
}

/**
 * Sums a valence lexicon over the distinct words of a text. A negation turns a word's valence by -0.74, as in VADER (Hutto & Gilbert
 * 2014). Repeats, intensifiers, capitals and exclamation marks add nothing, on purpose: they are cheap.
 *
 * @param valenceOf valence of a lower-case word, `undefined` when it has none
 * @param isNegated default: a negation up to three words before
 */
export function valence(
  { words }: Analysis,
  valenceOf: (lower: string) => number | undefined,
  isNegated: IsNegated = negatedNearby,
): Valence {
  const seen = new Set<string>();
  let sum = 0;
  words.forEach(({ facts }, i) => {
    const value = valenceOf(facts.lower);
    if (value === undefined || seen.has(facts.stem) || isNegation(facts.lower)) return;
    seen.add(facts.stem);
    sum += isNegated(words, i) ? NEGATION_SCALE * value : value;
  });
  return { sum, count: seen.size };
}
