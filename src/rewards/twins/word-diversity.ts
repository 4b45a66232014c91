import type { Scorer } from '../reward.ts';
import { analyse } from '../text/analyse.ts';
import { clamp } from '../text/curve.ts';

const FULL_AT = 4;

/**
 * Held-out twin of richness: Carroll's corrected type-token ratio (1964) over content words, types / sqrt(2 tokens), divided by 4.
 * It knows no frequencies and no list of rare words: a policy that learned which words pay gains nothing here by them. Range [0, 1].
 */
export const wordDiversity: Scorer = {
  id: 'word-diversity',
  label: 'Richness by diversity',
  formula: 'min(1, distinct content words / sqrt(2 x content words) / 4)',
  range: [0, 1],
  score(input) {
    const stems = analyse(input)
      .words.filter(({ facts }) => facts.isContent)
      .map(({ facts }) => facts.stem);
    return stems.length === 0 ? 0 : clamp(new Set(stems).size / Math.sqrt(2 * stems.length) / FULL_AT);
  },
};
