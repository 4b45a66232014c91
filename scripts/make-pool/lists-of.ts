/** Candidates that the base hardly ever writes: its own sentences set as a list. Twin of models/tiller/forms.py. */

/** The same for both forms: what a list begins with does not say which it will be. */
const OPENING = 'Here is a short answer:';
const MARKS: readonly ((place: number) => string)[] = [(place) => `${place}. `, () => '- '];
const ITEMS = [2, 3];
const LONGEST_ITEM = 110;

/**
 * The answer's first sentences as lists of two and of three items, numbered and bulleted; none where they are too long or too few.
 * @param limit Tokens of a list with the stop token after it, at most.
 */
export function listsOf(
  text: string,
  encode: (text: string) => readonly number[],
  limit: number,
): { tokens: readonly number[]; text: string }[] {
  const sentences = text
    .replaceAll('\n', ' ')
    .split(/(?<=[.!?])\s+/)
    .filter((sentence) => /[.!?]$/.test(sentence.trim()))
    .map((sentence) => sentence.trim());
  return ITEMS.flatMap((count) => {
    const chosen = sentences.slice(0, count);
    if (chosen.length < count || chosen.some((sentence) => [...sentence].length > LONGEST_ITEM)) return [];
    return MARKS.map((mark) => [OPENING, ...chosen.map((sentence, i) => mark(i + 1) + sentence)].join('\n'))
      .map((list) => ({ tokens: encode(list), text: list }))
      .filter(({ tokens }) => tokens.length + 1 <= limit);
  });
}
