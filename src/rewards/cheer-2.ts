import { cheer, cheerBy } from './cheer.ts';
import type { Reward } from './reward.ts';
import { negatedInScope } from './text/negation.ts';
import { afinnCheer2 } from './twins/afinn-cheer.ts';

/**
 * Cheer that reads "not only good but also fine" as praise: a negation ends at "but", and is none before "only", "just" or "merely".
 * All else is as in `cheer`, so the two differ only in texts that negate so. For new packs; nothing here was trained on it.
 */
export const cheer2: Reward = {
  ...cheer,
  id: 'cheer-2',
  label: 'Cheer, version 2',
  formula: `${cheer.formula}; "not only" negates nothing`,
  ...cheerBy(negatedInScope),
  twin: afinnCheer2,
};
