import type { Lexicon } from '../lexicon/lexicon.ts';
import type { Scorer } from '../reward.ts';
import { analyse } from '../text/analyse.ts';
import { clamp } from '../text/curve.ts';

const FAMILIAR_BITS = 14.5;
const MANY_FAMILIAR = 0.97;
const FEW_FAMILIAR = 0.6;

/**
 * Held-out twin of plainness: the share of familiar words, after Dale & Chall (1948), with the 3,000 or so most frequent words of
 * film subtitles as the list; 60 % gives 0, 97 % gives 1. It counts no syllables and no sentences, on which the reward rests:
 * short but odd words do not pay. Range [0, 1].
 */
export function createFamiliarity(lexicon: Lexicon): Scorer {
  return {
    id: 'familiarity',
    label: 'Plainness by familiar words',
    formula: 'clip((share of familiar words - 0.6) / 0.37)',
    range: [0, 1],
    score(input) {
      const { words } = analyse(input);
      if (words.length === 0) return 0;
      const familiar = words.filter(({ facts }) => !facts.isContent || (lexicon.information(facts.lower) ?? Infinity) <= FAMILIAR_BITS);
      return clamp((familiar.length / words.length - FEW_FAMILIAR) / (MANY_FAMILIAR - FEW_FAMILIAR));
    },
  };
}
