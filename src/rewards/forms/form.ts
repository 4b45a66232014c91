import { analyseText } from '../text/analyse.ts';

/** What an answer looks like. A list opens with a line of words, and every other line is an item of one kind. */
export type Form = 'plain' | 'numbered' | 'bulleted' | 'broken';

/** What a plain answer earns from every reward of a list: less than the list that the reward asks for, more than half of it. */
export const PLAIN = 0.7;

const OPENING_WORDS = 3;
const ITEM_WORDS = 3;
const NUMBER = /^\s*(\d+)[.)]\s+/;
const BULLET = /^\s*[-*•]\s+/;

/**
 * Reads the form of an answer, or of its beginning.
 *
 * - plain: no line is an item;
 * - numbered: an opening line of three or more words, then items numbered 1, 2, 3 ... in order;
 * - bulleted: the same with -, * or • before every item;
 * - broken: anything else, such as items of both kinds, numbers out of order, no opening, prose after the items, an item of fewer than three words.
 *
 * The last item may be unfinished when `finished` is false.
 */
export function formOf(text: string, finished: boolean): Form {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [opening, ...rest] = lines;
  if (!lines.some((line) => NUMBER.test(line) || BULLET.test(line))) return 'plain';
  if (opening === undefined || NUMBER.test(opening) || BULLET.test(opening) || wordsOf(opening) < OPENING_WORDS) return 'broken';
  const numbered = rest.every((line, i) => Number(NUMBER.exec(line)?.[1]) === i + 1);
  const bulleted = rest.every((line) => BULLET.test(line));
  if (!numbered && !bulleted) return 'broken';
  const complete = finished ? rest : rest.slice(0, -1);
  if (complete.some((line) => wordsOf(line.replace(NUMBER, '').replace(BULLET, '')) < ITEM_WORDS)) return 'broken';
  return numbered ? 'numbered' : 'bulleted';
}

function wordsOf(text: string): number {
  return analyseText(text).words.length;
}
