import type { Analysis } from './analyse.ts';

const NEGATIONS = new Set(
  `not no never none nor neither nothing nowhere without cannot rarely seldom hardly barely isn't aren't wasn't weren't don't doesn't
  didn't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't ain't`.split(/\s+/),
);
const NEGATION_SCALE = -0.74;
const NEGATION_REACH = 3;

/** The valence that a text carries by a lexicon. */
export interface Valence {
  /** Sum over distinct words (by stem), in the lexicon's units. */
  readonly sum: number;
  /** Number of distinct words (by stem) with a valence. */
  readonly count: number;
}

/**
 * Sums a valence lexicon over the distinct words of a text. A negation up to three words before turns a word's valence by -0.74,
 * as in VADER (Hutto & Gilbert 2014). Repeats, intensifiers, capitals and exclamation marks add nothing, on purpose: they are cheap.
 *
 * @param valenceOf valence of a lower-case word, `undefined` when it has none
 */
export function valence({ words }: Analysis, valenceOf: (lower: string) => number | undefined): Valence {
  const seen = new Set<string>();
  let sum = 0;
  words.forEach(({ facts }, i) => {
    const value = valenceOf(facts.lower);
    if (value === undefined || seen.has(facts.stem) || NEGATIONS.has(facts.lower)) return;
    seen.add(facts.stem);
    const before = words.slice(Math.max(0, i - NEGATION_REACH), i);
    sum += before.some((word) => NEGATIONS.has(word.facts.lower)) ? NEGATION_SCALE * value : value;
  });
  return { sum, count: seen.size };
}
