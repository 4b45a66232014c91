import type { FeatureHead } from '../../rewards/own/learned-definition.ts';
import { FEATURE_IDS, type FeatureId } from '../../rewards/readable-features.ts';

const names: Readonly<Record<FeatureId, readonly [string, string]>> = {
  words: ['longer', 'shorter'],
  'sentence-length': ['long sentences', 'short sentences'],
  'long-words': ['long words', 'short words'],
  warmth: ['warm words', 'cool words'],
  you: ['“you”', 'no “you”'],
};

/** Weights below this share of the largest are not worth a word. */
const LEAST = 0.2;

/** What a head on features likes, the strongest first, e.g. `You like: shorter (1.4), warm words (0.6).` The numbers: log-odds a standard deviation. */
export function featureWords({ weights }: FeatureHead): string {
  const largest = Math.max(...weights.map(Math.abs));
  const said = FEATURE_IDS.map((id, k) => ({ id, weight: weights[k] as number }))
    .filter(({ weight }) => largest > 0 && Math.abs(weight) >= LEAST * largest)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .map(({ id, weight }) => `${names[id][weight > 0 ? 0 : 1]} (${Math.abs(weight).toFixed(1)})`);
  return said.length === 0 ? 'Nothing that one can count tells your choices apart.' : `You like: ${said.join(', ')}.`;
}
