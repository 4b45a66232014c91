import type { RewardInput } from '../reward.ts';
import type { CountedReward } from './counted-reward.ts';
import type { TextOf } from './definition.ts';
import { countPhrase, foldText, type SoughtPhrase, soughtPhrase } from './find-phrases.ts';
import { fade, saturate } from './saturate.ts';
import { shareOfSentences } from './sentences.ts';

const SHOWN = 6;

interface Weighted {
  readonly phrase: string;
  readonly sought: SoughtPhrase;
  /** Above 0. */
  readonly weight: number;
}

/**
 * Phrases that are liked or not. Range [0, 1]:
 *
 *     (1 - 2^(-liked / half)) x 2^(-disliked / half)
 *
 * where liked and disliked are the summed weights of the phrases that the answer has, each once or each time. A list of disliked phrases
 * alone has the second factor alone. Phrases match as whole words (find-phrases.ts); every phrase is counted by itself, so "very good" may
 * count for "good" too.
 */
export function countWords(definition: TextOf<'words'>): CountedReward {
  const { count, half, matchCase } = definition;
  const of = (liked: boolean): readonly Weighted[] =>
    definition.phrases
      .filter(({ weight }) => weight > 0 === liked)
      .map(({ phrase, weight }) => ({ phrase, weight: Math.abs(weight), sought: soughtPhrase(phrase, matchCase) }));
  const likes = of(true);
  const dislikes = of(false);

  function find(input: RewardInput, phrases: readonly Weighted[]) {
    const text = foldText(input.text, matchCase);
    const found = phrases.flatMap(({ phrase, sought, weight }) => {
      const times = countPhrase(text, sought);
      return times === 0 ? [] : [{ phrase, times, points: weight * (count === 'each' ? times : 1) }];
    });
    return { found, points: found.reduce((sum, { points }) => sum + points, 0) };
  }

  function term(input: RewardInput, name: string, phrases: readonly Weighted[], worth: (points: number, half: number) => number) {
    const { found, points } = find(input, phrases);
    const note = found.map(({ phrase, times }) => (times > 1 ? `${phrase} ${times} times` : phrase)).join(', ') || 'none';
    return { name, value: worth(points, half), note };
  }

  const holds = (phrases: readonly Weighted[]) => (sentence: string) => {
    const text = foldText(sentence, matchCase);
    return phrases.some(({ sought }) => countPhrase(text, sought) > 0);
  };
  return {
    formula: formulaOf(definition, likes, dislikes),
    range: [0, 1],
    hacks: [
      likes.length === 0 ? 'say the disliked things in other words' : 'the phrases in a row, without anything said of them',
      ...(likes.length > 0 && count === 'each' ? ['one phrase over and over'] : []),
    ],
    terms: (input) => [
      ...(likes.length > 0 ? [term(input, 'liked', likes, saturate)] : []),
      ...(dislikes.length > 0 ? [term(input, 'disliked', dislikes, fade)] : []),
    ],
    twin: {
      label: 'by sentences',
      formula: [
        ...(likes.length > 0 ? ['share of sentences with a liked phrase'] : []),
        ...(dislikes.length > 0 ? ['share of sentences without a disliked one'] : []),
      ].join(' x '),
      range: [0, 1],
      score: ({ text }) =>
        (likes.length > 0 ? shareOfSentences(text, holds(likes)) : 1) *
        (dislikes.length > 0 ? 1 - shareOfSentences(text, holds(dislikes)) : 1),
    },
  };
}

function formulaOf({ count, half }: TextOf<'words'>, likes: readonly Weighted[], dislikes: readonly Weighted[]): string {
  const factors = [...(likes.length > 0 ? [`1 - 2^(-liked / ${half})`] : []), ...(dislikes.length > 0 ? [`2^(-disliked / ${half})`] : [])];
  const product =
    factors.length === 1 ? factors.join('') : factors.map((factor) => (factor.startsWith('1') ? `(${factor})` : factor)).join(' x ');
  const lists = [
    ...(likes.length > 0 ? [`liked: ${listOf(likes)}`] : []),
    ...(dislikes.length > 0 ? [`disliked: ${listOf(dislikes)}`] : []),
  ];
  return `${product}; ${count === 'each' ? 'each time' : 'once'}; ${lists.join('; ')}`;
}

function listOf(phrases: readonly Weighted[]): string {
  const oneLine = (phrase: string) => phrase.trim().replace(/\s+/g, ' ');
  const shown = phrases.slice(0, SHOWN).map(({ phrase, weight }) => (weight === 1 ? oneLine(phrase) : `${weight} x ${oneLine(phrase)}`));
  const more = phrases.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
