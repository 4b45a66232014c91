/** Phrases as a reader writes them: one a line, with a weight after `=` where it is not 1. */
import type { TextOf } from '../../rewards/own/definition.ts';

type Phrase = TextOf<'words'>['phrases'][number];

/** @param sign 1 of a list that is liked, -1 of one that is disliked. Empty lines are nothing. */
export function readPhrases(text: string, sign: 1 | -1): Phrase[] {
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '') return [];
    const [, phrase, weight] = /^(.*?)\s*=\s*(\d+(?:[.,]\d+)?)\s*$/u.exec(line) ?? [];
    const written = phrase === undefined || phrase.trim() === '' ? line : phrase;
    const value = phrase === undefined || phrase.trim() === '' ? 1 : Number((weight ?? '1').replace(',', '.'));
    return [{ phrase: written.trim(), weight: sign * value }];
  });
}

/** What readPhrases reads. */
export function writePhrases(phrases: readonly Phrase[], sign: 1 | -1): string {
  return phrases
    .filter(({ weight }) => Math.sign(weight) === sign)
    .map(({ phrase, weight }) => (Math.abs(weight) === 1 ? phrase : `${phrase} = ${Math.abs(weight)}`))
    .join('\n');
}
