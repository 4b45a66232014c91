import { analyseText } from '../text/analyse.ts';

/**
 * The sentences of a text, with what ends them: cut after . ! or ? before a space, and at line breaks. A piece without a word, such as the
 * number of a list's item, belongs to the sentence after it.
 */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const piece of text.split(/(?<=[.!?…]["'”’»)\]]*)(?=\s)|(?<=[。！？])|\n/u)) {
    open = `${open} ${piece}`.trim();
    if (analyseText(open).words.length === 0) continue;
    sentences.push(open);
    open = '';
  }
  if (open !== '' && sentences.length > 0) sentences.push(`${sentences.pop()} ${open}`);
  else if (open !== '') sentences.push(open);
  return sentences;
}

/** The share of the sentences for which this holds; 0 of a text without any. */
export function shareOfSentences(text: string, holds: (sentence: string) => boolean): number {
  const sentences = sentencesOf(text);
  return sentences.length === 0 ? 0 : sentences.filter(holds).length / sentences.length;
}
