import type { Reward, RewardInput } from './reward.ts';
import { analyse } from './text/analyse.ts';
import { clamp } from './text/curve.ts';
import { relevance } from './text/relevance.ts';
import { characterBrevity } from './twins/character-brevity.ts';

const MIN_WORDS = 6;
const FULL_UNTIL = 12;
const ZERO_AT = 52;
const NO_FULL_STOP = 0.5;

/**
 * Short answers that still answer: a length term over words, times relevance. Range [0, 1].
 *
 * The length term is 0 unless the model ended the answer itself, 0 below six words, 1 up to twelve, falling linearly to 0 at 52.
 * An answer that does not end a sentence gets half. Relevance is what keeps a policy from saying nothing in few words.
 *
 * Known hacks: echoing the prompt with three more content words; a short answer that is wrong.
 */
export const brevity: Reward = {
  id: 'brevity',
  label: 'Brevity',
  formula: 'finished x clip(1 - (words - 12) / 40) x relevance; 0 below 6 words; half without a final . ! or ?',
  range: [0, 1],
  hacks: ['echo the prompt and add three content words', 'answer briefly and wrongly'],
  score: (input) => length(input) * ending(input) * relevance(input).value,
  terms: (input) => [
    { name: 'length', value: length(input), note: input.finished ? `${analyse(input).words.length} words` : 'did not end by itself' },
    { name: 'ending', value: ending(input), note: 'ends a sentence' },
    relevanceTerm(input),
  ],
  twin: characterBrevity,
};

function length(input: RewardInput): number {
  const n = analyse(input).words.length;
  if (!input.finished || n < MIN_WORDS) return 0;
  return clamp((ZERO_AT - n) / (ZERO_AT - FULL_UNTIL));
}

function ending(input: RewardInput): number {
  return analyse(input).endsSentence ? 1 : NO_FULL_STOP;
}

function relevanceTerm(input: RewardInput) {
  const { asked, takenUp, fresh, value } = relevance(input);
  return { name: 'relevance', value, note: `takes up ${takenUp} of ${asked} words of the prompt, adds ${fresh}` };
}
