import { sigmoid } from '../math/softmax.ts';
import type { Reward, RewardInput } from './reward.ts';
import { analyse } from './text/analyse.ts';
import { wordLength } from './twins/word-length.ts';

const MIDDLE = 0.2;
const SCALE = 0.12;
const INFORMAL_COST = 2;
const MIN_WORDS = 6;

const NOUN_PHRASE_WORDS = wordSet('the an of in by upon for to with from which whose within between among through during toward');
const CONNECTIVES = wordSet(
  'however therefore moreover furthermore consequently thus hence additionally nevertheless whereas accordingly subsequently',
);
const CHATTY = wordSet(`i me my mine we us our you your yours yourself lot lots stuff guy guys kid kids okay ok yeah yep hey hi wow oh gonna
  wanna gotta kinda sorta really pretty super totally just maybe anyway cool awesome get gets got getting big nice sure`);
const LATIN_NOUN = /(?:tion|sion|ment|ity|ance|ence|ness|ism|ology)s?$/;
const CONTRACTION = /(?:n't|'re|'ll|'m|'ve|'d|^it's|^that's|^there's|^here's|^what's|^let's|^he's|^she's)$/;

/**
 * A formal register, after the F-score of Heylighen & Dewaele (1999): per word, articles, prepositions, abstract nouns and distinct
 * connectives, less twice the pronouns of talk, contractions, chatty words and exclamation marks; through a logistic around 0.2.
 * Range [0, 1]; below six words it loses in proportion.
 *
 * Known hacks: stiff filler ("the implementation of the utilization of"); chains of prepositions.
 */
export const formality: Reward = {
  id: 'formality',
  label: 'Formality',
  formula: 'logistic(((formal - 2 informal) / words - 0.2) / 0.12)',
  range: [0, 1],
  hacks: ['stiff filler', 'chains of prepositions'],
  score(input) {
    const { register, substance } = measure(input);
    return register * substance;
  },
  terms(input) {
    const { register, substance, formal, informal } = measure(input);
    return [
      { name: 'register', value: register, note: `${formal} formal and ${informal} informal marks` },
      { name: 'substance', value: substance, note: 'at least six words' },
    ];
  },
  twin: wordLength,
};

function measure(input: RewardInput) {
  const { words } = analyse(input);
  const connectives = new Set<string>();
  const abstractNouns = new Set<string>();
  let formal = 0;
  let informal = input.text.match(/!|\p{Extended_Pictographic}/gu)?.length ?? 0;
  for (const { facts } of words) {
    const { lower } = facts;
    if (NOUN_PHRASE_WORDS.has(lower)) formal += 1;
    else if (CONNECTIVES.has(lower)) connectives.add(lower);
    else if (LATIN_NOUN.test(lower) && lower.length >= 7) abstractNouns.add(facts.stem);
    else if (CHATTY.has(lower) || CONTRACTION.test(lower)) informal += 1;
  }
  formal += connectives.size + abstractNouns.size;
  const rate = (formal - INFORMAL_COST * informal) / Math.max(1, words.length);
  return { register: sigmoid((rate - MIDDLE) / SCALE), substance: Math.min(1, words.length / MIN_WORDS), formal, informal };
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/));
}
