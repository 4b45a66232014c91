import type { TextPiece } from '../explanation.ts';

/** Most tokens that are tried to make whole characters of; a character has up to four bytes, and a token may end one and begin another. */
const LONGEST = 8;

/**
 * A text cut at its tokens, but never within a character: byte-level tokens that hold a part of one are joined with those that complete it. What
 * nothing completes stands alone.
 * @param decode Text of ids, U+FFFD for broken characters.
 */
export function textPieces(decode: (ids: readonly number[]) => string, tokens: readonly number[]): TextPiece[] {
  const pieces: TextPiece[] = [];
  for (let from = 0; from < tokens.length; ) {
    let to = from + 1;
    let text = decode(tokens.slice(from, to));
    for (let end = to + 1; text.includes('\ufffd') && end <= Math.min(tokens.length, from + LONGEST); end++) {
      const longer = decode(tokens.slice(from, end));
      if (!longer.includes('\ufffd')) [to, text] = [end, longer];
    }
    pieces.push({ from, to, text });
    from = to;
  }
  return pieces;
}
