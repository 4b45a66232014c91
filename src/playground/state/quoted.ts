/** How a sentence of the page repeats what it was given: short, and with nothing in it that cannot be seen. */

/** Characters of a repeated value; an address may hold two million. */
const shownCharacters = 40;

/** Values of a list that are named before the rest is counted. */
const shownValues = 12;

/** Control characters, half characters, line ends, and marks that would turn the rest of the sentence round. */
const unseen = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The start of `text`, what cannot be seen written as its code: `a\u202eb`. */
export function quoted(text: string): string {
  // Half a character at the cut is written as a code too: it is dropped with the rest.
  const characters = [...text.slice(0, 2 * shownCharacters + 1)];
  const start = characters.slice(0, shownCharacters).join('');
  const whole = start.length === text.length;
  return `${start.replace(unseen, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)}${whole ? '' : '…'}`;
}

/** The values, commas between them; of a long list the first ones and how many more there are. */
export function listed(values: readonly string[]): string {
  const named = values.slice(0, shownValues).map(quoted).join(', ');
  return values.length <= shownValues ? named : `${named} and ${counted(values.length - shownValues)} more`;
}

/** A count with commas between the thousands: `19,998`. */
export function counted(count: number): string {
  return count.toLocaleString('en');
}
