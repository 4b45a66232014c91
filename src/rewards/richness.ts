import type { Lexicon } from './lexicon/lexicon.ts';
import type { Reward, RewardInput } from './reward.ts';
import { analyse, type Word } from './text/analyse.ts';
import { clamp, ramp } from './text/curve.ts';
import { vaderValence } from './text/vader-valence.ts';
import { wordDiversity } from './twins/word-diversity.ts';

const MIN_LETTERS = 5;
const COMMON_BITS = 11;
const RARE_BITS = 19;
const TARGET = 12;
const FULL_DENSITY = 0.45;
const ZERO_DENSITY = 0.75;

/**
 * Vocabulary that informs. Range [0, 1].
 *
 * Each distinct word (by stem) of five or more letters counts by its information: 0 for a word as common as "think" (11 bits), 1
 * from 19 bits ("vibrant") on; the sum is divided by 12. Only listed words count, so that neither names nor invented words pay;
 * words of the valence lexicon do not count, so that richness and cheer compete for the same places. A text of which more than
 * 45 % are such words is a list, not prose: it loses, and gets 0 from 75 % on.
 *
 * Known hacks: rare words that do not fit; enumerations with just enough function words.
 */
export function createRichness(lexicon: Lexicon): Reward {
  const weights = new Map<string, number>();

  function weight({ facts, isName }: Word): number {
    if (isName || !facts.isContent) return 0;
    let w = weights.get(facts.lower);
    if (w === undefined) {
      w = informing(facts.lower, lexicon);
      weights.set(facts.lower, w);
    }
    return w;
  }

  function measure(input: RewardInput) {
    const { words } = analyse(input);
    const seen = new Set<string>();
    let sum = 0;
    for (const word of words) {
      const w = weight(word);
      if (w === 0 || seen.has(word.facts.stem)) continue;
      seen.add(word.facts.stem);
      sum += w;
    }
    const density = words.length === 0 ? 0 : seen.size / words.length;
    return { vocabulary: Math.min(1, sum / TARGET), prose: ramp(density, FULL_DENSITY, ZERO_DENSITY), distinct: seen.size, density };
  }

  return {
    id: 'richness',
    label: 'Richness',
    formula: 'min(1, sum over distinct informing words of clip((bits - 11) / 8) / 12) x prose',
    range: [0, 1],
    hacks: ['rare words that do not fit', 'enumerations with just enough function words'],
    score(input) {
      const { vocabulary, prose } = measure(input);
      return vocabulary * prose;
    },
    terms(input) {
      const { vocabulary, prose, distinct, density } = measure(input);
      return [
        { name: 'vocabulary', value: vocabulary, note: `${distinct} distinct informing words` },
        { name: 'prose', value: prose, note: `${Math.round(density * 100)} % of the words` },
      ];
    },
    twin: wordDiversity,
  };
}

function informing(lower: string, lexicon: Lexicon): number {
  const word = lower.endsWith("'s") ? lower.slice(0, -2) : lower;
  const bits = lexicon.information(word);
  if (bits === undefined || word.length < MIN_LETTERS || lexicon.isCapitalised(word) || vaderValence(word) !== undefined) return 0;
  return clamp((bits - COMMON_BITS) / (RARE_BITS - COMMON_BITS));
}
