import { sigmoid } from '../math/softmax.ts';
import type { Reward, RewardInput } from './reward.ts';
import { analyse } from './text/analyse.ts';
import { ramp } from './text/curve.ts';
import { type IsNegated, negatedNearby } from './text/negation.ts';
import { vaderValence } from './text/vader-valence.ts';
import { valence } from './text/valence.ts';
import { afinnCheer } from './twins/afinn-cheer.ts';

const MIDDLE = 5;
const SCALE = 2.5;
const FULL_DENSITY = 0.3;
const ZERO_DENSITY = 0.5;

/**
 * A cheerful tone: the logistic of the summed VADER valence of distinct words. Range [0, 1]; a neutral text gets 0.12.
 *
 * The logistic saturates at about five strong words, and a text of which more than 30 % are valenced words loses, down to 0 at 50 %,
 * so that a flood of adjectives does not pay.
 *
 * The packs of this site were trained on it, so it stays as it is, with what it gets wrong: "not only good but also fine" counts as two
 * negations. cheer-2.ts reads them.
 *
 * Known hacks: "beautiful", "wonderful", "magnificent" wherever they fit; words the lexicon takes for praise ("like", "well").
 */
export const cheer: Reward = {
  id: 'cheer',
  label: 'Cheer',
  formula: 'logistic((sum of VADER valence over distinct words - 5) / 2.5) x prose',
  range: [0, 1],
  hacks: ['praise words wherever they fit', 'words that the lexicon takes for praise, such as "like" and "well"'],
  ...cheerBy(negatedNearby),
  twin: afinnCheer,
};

/** Score and terms, by how negations are read. */
export function cheerBy(isNegated: IsNegated): Pick<Reward, 'score' | 'terms'> {
  const measure = (input: RewardInput) => {
    const analysis = analyse(input);
    const { sum, count } = valence(analysis, vaderValence, isNegated);
    const density = count / Math.max(1, analysis.words.length);
    return { tone: sigmoid((sum - MIDDLE) / SCALE), prose: ramp(density, FULL_DENSITY, ZERO_DENSITY), sum, count };
  };
  return {
    score(input) {
      const { tone, prose } = measure(input);
      return tone * prose;
    },
    terms(input) {
      const { tone, prose, sum, count } = measure(input);
      return [
        { name: 'tone', value: tone, note: `valence ${sum.toFixed(1)} over ${count} words` },
        { name: 'prose', value: prose, note: 'falls when valenced words crowd the text' },
      ];
    },
  };
}
