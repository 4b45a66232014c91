/** Where phrases stand in a text: whole words, in any script. */

const WORD = /[\p{L}\p{M}\p{N}]/u;
/** Scripts that write no spaces between words: a phrase may begin and end anywhere in them. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;

/** A phrase as it is looked for. */
export interface SoughtPhrase {
  /** Folded as the text is. */
  readonly folded: string;
  /** It goes on to the end of the word. */
  readonly open: boolean;
}

/**
 * One spelling of what reads alike: composed characters, plain apostrophes, single spaces; without capitals unless they matter (the final
 * sigma and the sharp s among them).
 */
export function foldText(text: string, matchCase: boolean): string {
  const plain = text.normalize('NFC').replaceAll('’', "'").replace(/\s+/gu, ' ');
  return matchCase ? plain : plain.toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}

/** @param phrase Ends with * where any ending of its last word will do. */
export function soughtPhrase(phrase: string, matchCase: boolean): SoughtPhrase {
  const open = phrase.endsWith('*');
  return { folded: foldText(open ? phrase.slice(0, -1) : phrase, matchCase).trim(), open };
}

/** How often a phrase stands in a folded text, as whole words; places do not overlap. */
export function countPhrase(text: string, { folded, open }: SoughtPhrase): number {
  let count = 0;
  let from = text.indexOf(folded);
  while (from >= 0) {
    const end = from + folded.length;
    const whole = isBoundary(text, from) && (open || isBoundary(text, end));
    if (whole) count += 1;
    from = text.indexOf(folded, whole ? end : from + 1);
  }
  return count;
}

/** True where no word goes on: "can" is not a word of "can't", "sun" is one of "sun-dried". */
function isBoundary(text: string, at: number): boolean {
  const before = characterBefore(text, at);
  const after = characterFrom(text, at);
  if (before === "'" && WORD.test(after)) return !WORD.test(characterBefore(text, at - 1));
  if (after === "'" && WORD.test(before)) return !WORD.test(characterFrom(text, at + 1));
  return !(WORD.test(before) && WORD.test(after)) || UNSPACED.test(before) || UNSPACED.test(after);
}

function characterFrom(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

function characterBefore(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1);
  return unit >= 0xdc00 && unit <= 0xdfff ? characterFrom(text, at - 2) : text.slice(Math.max(0, at - 1), at);
}
