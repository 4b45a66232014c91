/** Where an answer can be ended after a sentence: the twin of `sentence_endings` in models/tiller/candidates.py. */
import { type Cut, cutLimit } from './pool.ts';

/** Python's `$` matches before a last line break as well. */
const SENTENCE_END = /[.!?]["')]?\n?$/;
const NUMBERED = /\p{Nd}\.\n?$/u;
/** Tokens that the end of a sentence is looked for in, and the fewest that an ended answer has. */
const TAIL = 4;

/**
 * The first three places, at most, where a sentence ends before the answer does: after a full stop, exclamation or question mark (and a quote or
 * bracket) that white space follows and that no digit makes a number of.
 * @param tokens Of the answer, without its stop token. The end of an answer that stopped by itself is no cut: it is the answer.
 * @param decode Text of ids, control tokens silent, U+FFFD for what is no character. The cuts' lengths are of its text without white space around it.
 */
export function sentenceCuts(tokens: readonly number[], finished: boolean, decode: (ids: readonly number[]) => string): Cut[] {
  const cuts: Cut[] = [];
  const last = finished ? tokens.length - 1 : tokens.length;
  for (let size = TAIL; size <= last && cuts.length < cutLimit; size++) {
    const tail = decode(tokens.slice(size - TAIL, size));
    if (!SENTENCE_END.test(tail) || NUMBERED.test(tail)) continue;
    if (size < tokens.length && !/^\s/u.test(decode(tokens.slice(size, size + 1)))) continue;
    cuts.push({ tokens: size, text: decode(tokens.slice(0, size)).trim().length });
  }
  return cuts;
}
