import type { Word } from './analyse.ts';

/** Whether the word at an index is negated. */
export type IsNegated = (words: readonly Word[], index: number) => boolean;

const NEGATIONS = new Set(
  `not no never none nor neither nothing nowhere without cannot rarely seldom hardly barely isn't aren't wasn't weren't don't doesn't
  didn't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't ain't`.split(/\s+/),
);
const REACH = 3;
/** After a negation these limit it to themselves: "not only good" says that it is good, and more. */
const FOCUS = new Set(['only', 'just', 'merely', 'simply', 'solely']);

export function isNegation(lower: string): boolean {
  return NEGATIONS.has(lower);
}

/** A negation stands up to three words before, as in VADER (Hutto & Gilbert 2014). It takes "not only good but also fine" for two negations. */
export const negatedNearby: IsNegated = (words, index) =>
  words.slice(Math.max(0, index - REACH), index).some(({ facts }) => isNegation(facts.lower));

/**
 * As `negatedNearby`, but a negation neither reaches past a "but" ("not cheap but good") nor counts where the next word limits it to
 * itself ("not only good but also fine", "it isn't just good"). Clauses without a "but" are not told apart: "no, it is good" is negated.
 */
export const negatedInScope: IsNegated = (words, index) => {
  for (let i = index - 1; i >= Math.max(0, index - REACH); i -= 1) {
    const lower = words[i]?.facts.lower ?? '';
    if (lower === 'but') return false;
    if (isNegation(lower) && !FOCUS.has(words[i + 1]?.facts.lower ?? '')) return true;
  }
  return false;
};
