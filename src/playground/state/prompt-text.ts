/** A prompt as the page keeps it: of bounded length, and never half a character. */

/** Longest prompt in UTF-16 code units. How many of them the model can read is counted in tokens (token-count.ts). */
export const promptLimit = 2000;

/** Longest answer of a file, in UTF-16 code units: 64 of each of 256 tokens. Words of longer ones would be compared for seconds. */
export const answerLimit = 16_384;

/** Code units of the longest character that is kept whole: a family of emoji has 11, a flag of a region 14. */
const longestCharacter = 64;

let segmenter: Intl.Segmenter | undefined;

/** Made once, as that takes long. Firefox before 125 has none: there only the halves of a code point are kept together. */
function graphemes(): Intl.Segmenter | undefined {
  if (!('Segmenter' in Intl) || !Intl.Segmenter) return undefined;
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter;
}

/** The longest start of `text` of at most `limit` code units that ends where a character ends, as a reader sees characters. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const start = graphemes()
    ?.segment(text.slice(0, limit + 2))
    .containing(limit)?.index;
  if (start !== undefined && limit - start < longestCharacter) return text.slice(0, start);
  return text.slice(0, /[\ud800-\udbff]/.test(text.charAt(limit - 1)) ? limit - 1 : limit);
}

/** A prompt that came from outside, cut to the limit, its half characters replaced by U+FFFD. */
export function fitPrompt(text: string): string {
  return cutText(text, promptLimit).replace(/\p{Cs}/gu, '\ufffd');
}

/**
 * A text that was typed or pasted at `caret`, which must fit: what comes after the caret stays, and the end of what was put in is left out.
 * @returns The text and where its caret is.
 */
export function fitTyped(text: string, caret: number): { readonly prompt: string; readonly caret: number } {
  const after = text.slice(caret);
  const before = cutText(text.slice(0, caret), Math.max(0, promptLimit - after.length));
  return { prompt: fitPrompt(before + after), caret: before.length };
}
