/// <reference path="./vader-sentiment.d.ts" />
import { lexicon } from 'vader-sentiment/src/vader_lexicon.js';

const valences = new Map(Object.entries(lexicon));

/** Valence of a lower-case word by the VADER lexicon, about -4 to 4; `undefined` when it is not listed. */
export function vaderValence(lower: string): number | undefined {
  return valences.get(lower);
}
