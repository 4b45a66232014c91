const VOWEL = /[aeiouy]/;

/**
 * A light English stemmer, after step 1 of Porter (1980): plurals, -ed, -ing, -ly and a final e or y.
 * It only has to send the forms of one word to one string; the string need not be a word.
 *
 * @param word lower-case letters, with or without a possessive `'s`
 */
export function stem(word: string): string {
  let s = word.endsWith("'s") ? word.slice(0, -2) : word;
  if (s.length > 3) s = stripPlural(s);
  if (s.length > 4 && s.endsWith('ly')) s = s.slice(0, -2);
  s = stripVerbEnding(s);
  if (s.length > 3 && s.endsWith('e')) return s.slice(0, -1);
  if (s.length > 3 && s.endsWith('y')) return `${s.slice(0, -1)}i`;
  return s;
}

function stripPlural(s: string): string {
  if (s.endsWith('ies') || s.endsWith('ied')) return `${s.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh|z)es$/.test(s)) return s.slice(0, -2);
  if (s.endsWith('s') && !/(?:ss|us|is)$/.test(s)) return s.slice(0, -1);
  return s;
}

function stripVerbEnding(s: string): string {
  for (const ending of ['ing', 'ed']) {
    const root = s.slice(0, -ending.length);
    if (s.endsWith(ending) && root.length >= 3 && VOWEL.test(root)) {
      // running -> run, but falling -> fall
      return /([^aeioulsz])\1$/.test(root) ? root.slice(0, -1) : root;
    }
  }
  return s;
}
