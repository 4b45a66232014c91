import type { Lexicon } from './lexicon/lexicon.ts';
import type { Reward, RewardInput } from './reward.ts';
import { analyse } from './text/analyse.ts';
import { clamp } from './text/curve.ts';
import { createFamiliarity } from './twins/familiarity.ts';

const SHORTEST_SENTENCE = 8;
const ENOUGH_WORDS = 10;

/**
 * Plain language: Flesch's reading ease (1948), (206.835 - 1.015 words per sentence - 84.6 syllables per word - 10) / 100. Range [0, 1].
 *
 * Sentences count as eight words at least and a text shorter than ten words loses in proportion, so that "I. See. It." does not pay.
 *
 * Known hacks: strings of one-syllable words; chopping sentences at eight words.
 */
export function createPlainness(lexicon: Lexicon): Reward {
  return {
    id: 'plainness',
    label: 'Plainness',
    formula: 'clip((206.835 - 1.015 max(8, words per sentence) - 84.6 syllables per word - 10) / 100) x min(1, words / 10)',
    range: [0, 1],
    hacks: ['strings of one-syllable words', 'sentences chopped at eight words'],
    score(input) {
      const { ease, substance } = measure(input);
      return ease * substance;
    },
    terms(input) {
      const { ease, substance, wordsPerSentence, syllablesPerWord } = measure(input);
      const note = `${wordsPerSentence.toFixed(1)} words per sentence, ${syllablesPerWord.toFixed(2)} syllables per word`;
      return [
        { name: 'reading ease', value: ease, note },
        { name: 'substance', value: substance, note: 'at least ten words' },
      ];
    },
    twin: createFamiliarity(lexicon),
  };
}

function measure(input: RewardInput) {
  const { words, sentences } = analyse(input);
  const n = Math.max(1, words.length);
  const wordsPerSentence = Math.max(SHORTEST_SENTENCE, n / sentences);
  const syllablesPerWord = words.reduce((sum, { facts }) => sum + facts.syllables, 0) / n;
  const ease = clamp((206.835 - 1.015 * wordsPerSentence - 84.6 * syllablesPerWord - 10) / 100);
  return { ease, substance: Math.min(1, words.length / ENOUGH_WORDS), wordsPerSentence, syllablesPerWord };
}
