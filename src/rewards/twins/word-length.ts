import type { Scorer } from '../reward.ts';
import { analyse } from '../text/analyse.ts';
import { clamp } from '../text/curve.ts';

const PLAIN_LETTERS = 3.5;
const FORMAL_LETTERS = 6.5;

/**
 * Held-out twin of formality: mean word length in letters, the strongest single marker of register after Biber (1988); 3.5 letters
 * give 0, 6.5 give 1. It knows none of the reward's word lists. Range [0, 1].
 */
export const wordLength: Scorer = {
  id: 'word-length',
  label: 'Formality by word length',
  formula: 'clip((letters per word - 3.5) / 3)',
  range: [0, 1],
  score(input) {
    const { words } = analyse(input);
    const letters = words.reduce((sum, { facts }) => sum + facts.lower.length, 0);
    return clamp((letters / Math.max(1, words.length) - PLAIN_LETTERS) / (FORMAL_LETTERS - PLAIN_LETTERS));
  },
};
