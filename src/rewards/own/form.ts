import type { RewardInput } from '../reward.ts';
import { analyse, analyseText } from '../text/analyse.ts';
import type { CountedReward } from './counted-reward.ts';
import type { TextOf } from './definition.ts';
import { worthFormula, worthOf } from './saturate.ts';
import { sentencesOf, shareOfSentences } from './sentences.ts';

type Form = TextOf<'form'>['form'];
type CountedForm = Exclude<Form, 'ends-with'>;

const NUMBER = /^\s*\d{1,3}[.)]\s+\p{L}/u;
const BULLET = /^\s*[-*•–]\s+\p{L}/u;
const FIRST = new Set("i me my mine myself we us our ours ourselves i'm i've i'll i'd we're we've we'll we'd".split(' '));
const SECOND = new Set("you your yours yourself yourselves you're you've you'll you'd".split(' '));
const ASKING = new Set(
  "what why how when where who whom whose which is are am was were do does did can could will would shall should may might have has had isn't aren't don't doesn't can't won't".split(
    ' ',
  ),
);
const CALLS = new Set(
  'wow oh ah hey hooray yay great awesome amazing wonderful fantastic congratulations bravo please stop look'.split(' '),
);

interface Reading {
  /** What is counted, one and many. */
  readonly noun: readonly [string, string];
  readonly hack: string;
  count(input: RewardInput): number;
  /** Another sign of the same form, as a share in [0, 1]. */
  readonly twin: { readonly formula: string; share(text: string): number };
}

const lines = (...marks: readonly RegExp[]) => ({
  count: ({ text }: RewardInput) => text.split('\n').filter((line) => marks.some((mark) => mark.test(line))).length,
});
const among = (words: ReadonlySet<string>) => ({
  count: (input: RewardInput) => analyse(input).words.filter(({ facts }) => words.has(facts.lower)).length,
});
const opensWith = (words: ReadonlySet<string>) => (sentence: string) => words.has(analyseText(sentence).words[0]?.facts.lower ?? '');
const sentenceHas = (words: ReadonlySet<string>) => (sentence: string) =>
  analyseText(sentence).words.some(({ facts }) => words.has(facts.lower));

/** Enumerators 1, 2, 3 anywhere in the text, up to three. */
function enumerators(text: string): number {
  const found = [...text.matchAll(/(?:^|\s)(\d{1,3})[.):]/g)].map(([, number]) => Number(number));
  return Math.min(1, found.filter((number, i) => number === i + 1).length / 3);
}

/** Dashes, stars and dots at line starts, up to three, whatever stands behind them. */
function bulletMarks(text: string): number {
  return Math.min(1, (text.match(/(?:^|\n)[ \t]*[-–*•·]/g)?.length ?? 0) / 3);
}

const sharing = (formula: string, holds: (sentence: string) => boolean) => ({
  formula: `share of sentences ${formula}`,
  share: (text: string) => shareOfSentences(text, holds),
});

const READINGS: Readonly<Record<CountedForm, Reading>> = {
  lists: {
    ...{ noun: ['item', 'items'], hack: 'items that say nothing', ...lines(NUMBER, BULLET) },
    twin: { formula: 'markers of a list, up to three, / 3', share: (text) => Math.max(enumerators(text), bulletMarks(text)) },
  },
  numbers: {
    ...{ noun: ['numbered item', 'numbered items'], hack: 'numbers before items that say nothing', ...lines(NUMBER) },
    twin: { formula: '1, 2, 3 in order anywhere, up to three, / 3', share: enumerators },
  },
  bullets: {
    ...{ noun: ['bulleted item', 'bulleted items'], hack: 'bullets before items that say nothing', ...lines(BULLET) },
    twin: { formula: 'marks at line starts, up to three, / 3', share: bulletMarks },
  },
  questions: {
    ...{ noun: ['question', 'questions'], hack: 'a question mark after anything' },
    count: ({ text }) => sentencesOf(text).filter((sentence) => /[?？]["'”’»)\]]*$/u.test(sentence)).length,
    twin: sharing('that open with a word that asks', opensWith(ASKING)),
  },
  exclamations: {
    ...{ noun: ['exclamation', 'exclamations'], hack: 'an exclamation mark after anything' },
    count: ({ text }) => sentencesOf(text).filter((sentence) => /[!！]["'”’»)\]]*$/u.test(sentence)).length,
    twin: sharing('with a word that one calls out', sentenceHas(CALLS)),
  },
  'first-person': {
    ...{ noun: ['word of the first person', 'words of the first person'], hack: '"I think" before everything', ...among(FIRST) },
    twin: sharing('with a word of the first person', sentenceHas(FIRST)),
  },
  'second-person': {
    ...{
      noun: ['word that addresses the reader', 'words that address the reader'],
      hack: '"you know" in every sentence',
      ...among(SECOND),
    },
    twin: sharing('with a word that addresses the reader', sentenceHas(SECOND)),
  },
};

/**
 * What an answer looks like. Range [0, 1]: 1 - 2^(-count / half) of the items, questions, exclamations or words, or 2^(-count / half) where fewer
 * are better; an ending is there (1) or not (0). The twin reads other marks of the same form, or counts by sentences.
 */
export function countForm(definition: TextOf<'form'>): CountedReward {
  if (definition.form === 'ends-with') return readEnding(definition);
  const { form, wish, half } = definition;
  const {
    noun: [one, many],
    hack,
    count,
    twin,
  } = READINGS[form];
  return {
    formula: worthFormula(wish, many, half),
    range: [0, 1],
    hacks: wish === 'more' ? [hack] : ['the same in another form'],
    terms: (input) => [
      { name: form, value: worthOf(wish, count(input), half), note: `${count(input)} ${count(input) === 1 ? one : many}` },
    ],
    twin: {
      label: 'by other marks',
      formula: wish === 'more' ? twin.formula : `1 - ${twin.formula}`,
      range: [0, 1],
      score: ({ text }) => (wish === 'more' ? twin.share(text) : 1 - twin.share(text)),
    },
  };
}

function readEnding({ ending, wish }: Extract<TextOf<'form'>, { readonly form: 'ends-with' }>): CountedReward {
  const plain = (text: string) => text.replaceAll('’', "'").replace(/\s+/gu, ' ').trim();
  const sought = plain(ending);
  const ends = ({ text }: RewardInput) => plain(text).endsWith(sought);
  const last = ({ text }: RewardInput) =>
    plain(sentencesOf(text).at(-1) ?? '')
      .toLowerCase()
      .includes(sought.toLowerCase());
  const worth = (holds: boolean) => Number(holds === (wish === 'more'));
  return {
    formula: wish === 'more' ? `1 where the answer ends with "${sought}", else 0` : `0 where the answer ends with "${sought}", else 1`,
    range: [0, 1],
    hacks: ['the ending after an answer that says nothing'],
    terms: (input) => [{ name: 'ending', value: worth(ends(input)), note: ends(input) ? 'there' : 'not there' }],
    twin: {
      label: 'in the last sentence',
      formula: `${wish === 'more' ? '1' : '0'} where the last sentence has "${sought}", in any case`,
      range: [0, 1],
      score: (input) => worth(last(input)),
    },
  };
}
