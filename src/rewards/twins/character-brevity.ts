import type { Scorer } from '../reward.ts';
import { clamp } from '../text/curve.ts';

const MIN_CHARACTERS = 25;
const FULL_UNTIL = 70;
const ZERO_AT = 310;

/**
 * Held-out twin of brevity: counts characters. It shares no words, sentences or prompt with the reward, so run-together words,
 * odd punctuation or a lucky echo of the prompt move the reward and not the twin. Range [0, 1].
 */
export const characterBrevity: Scorer = {
  id: 'character-brevity',
  label: 'Brevity by characters',
  formula: 'finished x clip(1 - (characters - 70) / 240); 0 below 25 characters',
  range: [0, 1],
  score({ text, finished }) {
    const n = text.trim().length;
    return finished && n >= MIN_CHARACTERS ? clamp((ZERO_AT - n) / (ZERO_AT - FULL_UNTIL)) : 0;
  },
};
