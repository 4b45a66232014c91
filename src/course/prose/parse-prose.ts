/** The markup of prose (strings/lesson-strings.ts) as pieces, and numbers put in. */

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'stress'; readonly text: string }
  | { readonly kind: 'number'; readonly name: string }
  | { readonly kind: 'term'; readonly text: string; readonly term: string }
  | { readonly kind: 'formula'; readonly tex: string };

/** A number is written with two decimals unless it is whole; a string as it is. */
export type Numbers = Readonly<Record<string, number | string>>;

const markup = /\$([^$]+)\$|\{(\w+)\}|\[([^\]]+)\](?:\(([\w-]+)\))?|\*([^*]+)\*/g;

export function parseProse(prose: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of prose.matchAll(markup)) {
    if (match.index > end) pieces.push({ kind: 'text', text: prose.slice(end, match.index) });
    end = match.index + match[0].length;
    const [, tex, name, words, term, stress] = match;
    if (tex !== undefined) pieces.push({ kind: 'formula', tex });
    else if (name !== undefined) pieces.push({ kind: 'number', name });
    else if (words !== undefined) pieces.push({ kind: 'term', text: words, term: term ?? words.toLowerCase().replaceAll(' ', '-') });
    else if (stress !== undefined) pieces.push({ kind: 'stress', text: stress });
  }
  if (end < prose.length) pieces.push({ kind: 'text', text: prose.slice(end) });
  return pieces;
}

/** @throws Error that names a number the text asks for and does not get. */
export function numberText(numbers: Numbers, name: string): string {
  const value = numbers[name];
  if (value === undefined) throw new Error(`the text asks for {${name}}, got only ${Object.keys(numbers).join(', ') || 'no numbers'}`);
  if (typeof value === 'string') return value;
  // A minus sign, not a hyphen; and no minus before what rounds to zero.
  const written = Number.isInteger(value) ? String(value) : value.toFixed(2);
  return written.replace(/^-(?=[\d.]*[1-9])/, '−').replace(/^-/, '');
}

/** Plain text (of a figure, of the frame) with its {numbers} put in. @throws as numberText. */
export function fill(text: string, numbers: Numbers): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => numberText(numbers, name));
}

/** Words of a text as a reader meets them: a number or a formula counts as one. */
export function countWords(prose: string): number {
  const plain = parseProse(prose).map((piece) => ('text' in piece ? piece.text : piece.kind === 'formula' ? 'formula' : 'number'));
  return plain.join('').split(/\s+/).filter(Boolean).length;
}
